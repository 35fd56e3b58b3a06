import { suite } from '../fixtures/suite.ts'

// What `scripts/prove` names in OTHERS: files outside of this folder, such as `routing/judge`.
await suite(...(process.env.OTHERS ?? '').split(' ').filter(Boolean))
