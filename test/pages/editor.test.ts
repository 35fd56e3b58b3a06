import { proveSystem } from './prove.ts'

proveSystem('editor')
