// The credentials of external client apps over the data API: shapes of usage, consumers and staged pairs (oauth spec §1.5).
import { z } from "zod";

export const OAuthUsage = z
  .strictObject({ apps: z.array(z.strictObject({ identifier: z.string(), developerName: z.string() })) })
  .meta({ id: "OAuthUsage" });
export type OAuthUsage = z.infer<typeof OAuthUsage>;

export const AppConsumers = z
  .strictObject({
    consumers: z.array(
      z.strictObject({ id: z.string(), key: z.string(), url: z.string(), stagedCredentialsUrl: z.string() }),
    ),
  })
  .meta({ id: "AppConsumers" });
export type AppConsumers = z.infer<typeof AppConsumers>;

/** What of a consumer is asked for. */
export const CredentialPart = z.enum(["key", "secret", "keyandsecret"]);

export const ConsumerCredentials = z
  .strictObject({ id: z.string(), key: z.string().optional(), secret: z.string().optional() })
  .meta({ id: "ConsumerCredentials" });
export type ConsumerCredentials = z.infer<typeof ConsumerCredentials>;

export const StagedCredentials = z
  .strictObject({
    stagedCredentials: z.array(
      z.strictObject({
        id: z.string(),
        key: z.string(),
        secret: z.string(),
        status: z.enum(["staged", "rotated"]).describe("`rotated`: the pair that was in force before"),
        url: z.string(),
        createdBy: z.string().nullable().describe("Id of the user who did it"),
        createdDate: z.string(),
        expirationDate: z.string(),
      }),
    ),
  })
  .meta({ id: "StagedCredentials" });
export type StagedCredentials = z.infer<typeof StagedCredentials>;

export const StagedCommand = z.strictObject({ command: z.literal("rotate") }).meta({ id: "StagedCommand" });
