import { holds } from './api-filters.ts'
import type { List } from './api-lists.ts'
import type { HsdsTaxonomy, TaxonomyTerm } from './shapes.ts'
import { TAXONOMIES, type Taxonomy, TERMS, type Term, taxonomyOf } from './taxonomy.ts'

/** Our taxonomies, in HSDS's shape. */
export const listTaxonomies: List<HsdsTaxonomy> = async (_, { search }, span) =>
  cut(
    TAXONOMIES.filter((each) => holds(`${each.name} ${each.description}`, search)).map(told),
    span,
  )

export const findTaxonomy = (id: string): HsdsTaxonomy | undefined =>
  TAXONOMIES.filter((each) => each.id === id.toLowerCase()).map(told)[0]

/** Our terms; none stands below another. */
export const listTerms: List<TaxonomyTerm> = async (_, { search, taxonomy_id, parent_id }, span) =>
  cut(
    TERMS.filter((each) => holds(`${each.name} ${each.description} ${each.code}`, search))
      .map(toldTerm)
      .filter((each) => !taxonomy_id || each.taxonomy_id === taxonomy_id.toLowerCase())
      .filter(() => parent_id === undefined),
    span,
  )

export const findTermById = (id: string): TaxonomyTerm | undefined =>
  TERMS.filter((each) => each.id === id.toLowerCase()).map(toldTerm)[0]

const cut = <T>(all: T[], { offset, limit }: { offset: number; limit: number }) => ({
  total: all.length,
  contents: all.slice(offset, offset + limit),
})

const told = ({ id, name, description, uri, version }: Taxonomy): HsdsTaxonomy => ({
  ...{ id, name, description, uri, version },
})

function toldTerm({
  id,
  code,
  name,
  description,
  taxonomy,
  taxonomyCode,
  termUri,
}: Term): TaxonomyTerm {
  const detail = told(taxonomyOf(taxonomyCode))
  return {
    ...{ id, code, name, description, taxonomy, taxonomy_id: detail.id, taxonomy_detail: detail },
    ...{ language: 'en', term_uri: termUri },
  }
}
