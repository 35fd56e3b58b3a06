import { suite } from '../fixtures/suite.ts'

await suite('operations', 'approvals', 'record', 'web')
