import { proveSystem } from './prove.ts'

proveSystem('officer')
