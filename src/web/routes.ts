// placeholder of the lead until the owner writes it
export async function assetRoutes(..._: unknown[]): Promise<void> {}
