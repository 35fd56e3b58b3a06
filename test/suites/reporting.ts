import { suite } from '../fixtures/suite.ts'

await suite('reporting', 'library')
