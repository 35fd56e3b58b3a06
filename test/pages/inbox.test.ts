import { proveSystem } from './prove.ts'

proveSystem('inbox')
