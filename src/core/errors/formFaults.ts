/** Why S3 refused an upload by a form; the keys are stable. Part of the error codes. */
export interface FormFaultDetails {
  formExpired: Record<never, never>;
  /** As S3 names it, such as `["starts-with", "$key", "in/"]`. */
  formCondition: { condition: string };
  formField: { field: string };
  /** Bytes, as far as S3 tells. */
  formTooLarge: { size: number; limit?: number };
  formTooSmall: { size: number; limit?: number };
  formChanged: Record<never, never>;
  formTokenEnded: Record<never, never>;
  formNoAcls: { bucket: string };
  formDenied: { serverMessage: string };
  formFileChanged: { name: string };
  formFileUnreadable: { name: string; reason: string };
}
