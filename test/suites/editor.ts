import { suite } from '../fixtures/suite.ts'

await suite('editor')
