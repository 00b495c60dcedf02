/** Why S3 rejected an upload by a form. The keys are stable and are part of the error codes. */
export interface FormFaultDetails {
  formExpired: Record<never, never>;
  /** As S3 reports it, such as `["starts-with", "$key", "in/"]`. */
  formCondition: { condition: string };
  formField: { field: string };
  /** Bytes; `limit` is absent if S3 does not report it. */
  formTooLarge: { size: number; limit?: number };
  formTooSmall: { size: number; limit?: number };
  formChanged: Record<never, never>;
  formTokenEnded: Record<never, never>;
  formNoAcls: { bucket: string };
  formDenied: { serverMessage: string };
  formFileChanged: { name: string };
  formFileUnreadable: { name: string; reason: string };
}
