import { suite } from '../fixtures/suite.ts'

await suite('inbox', 'officer', 'upkeep')
