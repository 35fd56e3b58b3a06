import { suite } from '../fixtures/suite.ts'

await suite('hsds')
