import { suite } from '../fixtures/suite.ts'

await suite('imports', 'openapi', 'security', 'journey', 'protected-journey')
