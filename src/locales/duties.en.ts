/** The duty to report about a minor, as an operator reads it in the task. */
export const duties = {
  report: (o: { whom: string; source: string; ages: string }) =>
    `Report to ${o.whom} (${o.source}; ${o.ages}).`,
  ages: (o: { under: number; upTo?: number }) =>
    o.upTo ? `a child is under ${o.under}, a youth up to ${o.upTo}` : `a child is under ${o.under}`,
  unchecked:
    'This was not verified: look up the duty and the number yourself. A person under 18 is treated as a minor here in any case.',
  checked: (on: string) => `Read on ${on}, not by a lawyer.`,
  indigenous: (source: string) =>
    `Ask whether the young person is First Nations, Inuit or Métis, and tell the agency: it has to give notice to their Indigenous governing body (${source}).`,
  wishes:
    'Write down what the young person wants. A guardian’s consent opens no contact, and nothing is told to a guardian.',
}

export type DutyTexts = typeof duties
