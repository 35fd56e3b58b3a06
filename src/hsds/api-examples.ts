const ID = '0190a4c2-0000-7000-8000-00000000000'
const id = (n: number) => `${ID}${n}`

/** What the document of the API shows. */
export const EXAMPLES = {
  service: { id: id(1), name: 'Example Shelter', status: 'active' },
  organization: { id: id(2), name: 'Example Society', description: 'Example Society' },
  point: { id: id(3), service_id: id(1), location_id: id(4) },
  taxonomy: {
    ...{ id: id(5), name: 'Causeway: Needs met', description: 'What the service offers.' },
    ...{ uri: 'urn:causeway:taxonomy:need', version: '1' },
  },
  term: {
    ...{ id: id(6), code: 'need:food', name: 'Food', description: 'French: Nourriture' },
    ...{ taxonomy: 'Causeway: Needs met', taxonomy_id: id(5) },
  },
  about: {
    version: '3.0',
    profile: 'https://causeway.example/hsds/taxonomies',
    openapi_url: 'https://causeway.example/documentation/json',
  },
  search: { search: 'shelter', per_page: 10 },
  nearSearch: { taxonomy_term_id: id(6), postcode: 'P7B', proximity: 100_000 },
}

/** A page that holds this one thing. */
export const pageExample = (item: object) => ({
  ...{ total_items: 1, total_pages: 1, page_number: 1, size: 1 },
  ...{ first_page: true, last_page: true, empty: false, contents: [item] },
})
