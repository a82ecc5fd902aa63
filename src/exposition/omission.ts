export type { Notice as Omission, ReportNotice as ReportOmission } from './notice.ts';
