import { proveSystem } from './prove.ts'

proveSystem('staff')
