import { suite } from '../fixtures/suite.ts'

await suite('directory', 'geography', 'matching')
