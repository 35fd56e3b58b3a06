import { proveSystem } from './prove.ts'

proveSystem('console')
