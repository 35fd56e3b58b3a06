// placeholder of the lead until the owner writes it
export async function outboxRoutes(..._: unknown[]): Promise<void> {}
