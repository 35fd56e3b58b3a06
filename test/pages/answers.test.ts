import { proveSystem } from './prove.ts'

proveSystem('answers')
