import { proveSystem } from './prove.ts'

proveSystem('workshop')
