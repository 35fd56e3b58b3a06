import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { test } from 'tap'
import { OPENAPI_FILE, openapiText } from '../scripts/openapi.ts'

type Schema = { examples?: unknown[]; properties?: Record<string, Schema>; required?: string[] }
type Media = { schema?: Schema & { $ref?: string }; example?: unknown; examples?: object }
type Operation = {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: object[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, object> }>
}

test('the OpenAPI document', async (t) => {
  const text = await openapiText()
  const document = JSON.parse(text) as {
    openapi: string
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, Schema> }
  }
  const operations = Object.entries(document.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${url}`,
      ...operation,
    })),
  )
  const without = (has: (operation: Operation & { name: string }) => unknown) =>
    operations.filter((operation) => !has(operation)).map(({ name }) => name)

  t.test('in the repository is what the routes say now', async (t) => {
    t.ok(readFileSync(OPENAPI_FILE, 'utf8') === text, 'if not: scripts/openapi writes it')
  })

  t.test('is valid OpenAPI 3.1 by the recommended rules of Redocly', async (t) => {
    const config = await createConfig({
      extends: ['recommended'],
      rules: {
        // Asked for below, but not of the health probes: they take nothing that could be wrong.
        'operation-4xx-response': 'off',
        'no-invalid-media-type-examples': 'error',
        'no-invalid-schema-examples': 'error',
      },
    })
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
    t.match(document.openapi, /^3\.1\./)
    t.strictSame(
      problems.map((each) => `${each.ruleId}: ${each.message} ${each.location[0]?.pointer ?? ''}`),
      [],
    )
  })

  t.test('names every operation once, with a summary, one tag and who may call it', async (t) => {
    t.ok(operations.length > 20)
    t.strictSame(
      without(({ operationId }) => operationId),
      [],
    )
    t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
    t.strictSame(
      without(({ summary }) => summary),
      [],
    )
    t.strictSame(
      without(({ tags }) => tags?.length === 1),
      [],
    )
    t.strictSame(
      without(({ security }) => security),
      [],
    )
  })

  t.test('says how every operation can fail, as problem details', async (t) => {
    const fails = ({ responses }: Operation) =>
      Object.entries(responses).some(
        ([status, { content }]) => /^4/.test(status) && content?.['application/problem+json'],
      )
    t.strictSame(
      without((each) => each.tags?.includes('Health') || fails(each)),
      [],
    )
  })

  t.test('shows what succeeds: a described body, not any object', async (t) => {
    const described = ({ responses }: Operation) =>
      Object.entries(responses)
        .filter(([status]) => /^2/.test(status))
        .every(([status, { content }]) => {
          const schema = (content?.['application/json'] as Media | undefined)?.schema
          if (!schema) return status === '204' || content !== undefined
          return schema.$ref || schema.properties || 'items' in schema || 'anyOf' in schema
        })
    t.strictSame(without(described), [])
  })

  t.test('has an example for every JSON body', async (t) => {
    const hasExample = ({ requestBody }: Operation) => {
      const media = requestBody?.content['application/json']
      if (!media) return true
      const name = media.schema?.$ref?.split('/').at(-1)
      const schema = (name ? document.components.schemas[name] : media.schema) ?? {}
      const required = schema.required ?? []
      return (
        media.example ??
        media.examples ??
        schema.examples ??
        (required.length > 0 && required.every((field) => schema.properties?.[field]?.examples))
      )
    }
    t.strictSame(without(hasExample), [])
  })
})
