/** What watches the program says, to ourselves. */
export const operations = {
  /** A message to our own number or mailbox, every five minutes. */
  canary: (label: string) => ({
    subject: `${label}: test message`,
    text: `${label}: test message, sent every five minutes. Nothing to do.`,
  }),
}
