import { proveSystem } from './prove.ts'

proveSystem('reviews')
