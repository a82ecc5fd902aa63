import type { AgentReport } from '../../server/agent-report.ts';
import type { Asked } from '../ask.ts';
import type { AppPage } from './app/app-page.ts';
import type { HealthAnswer } from './app/health-answer.ts';
import type { StatsAnswer } from './app/stats-answer.ts';
import type { DashboardFile } from './files/dashboard-file.ts';
import type { RuleFile } from './files/rule-file.ts';
import type { ScrapeConfigFile } from './files/scrape-config-file.ts';
import type { PrometheusView } from './prometheus/view.ts';

/** What the checks look at: asked for once, before the first of them. */
export interface Context {
  readonly endpoint: EndpointView;
  /** Where a program was started for the check. */
  readonly program: ProgramView | undefined;
  readonly page: AppPage | undefined;
  /** The page as it was answered. */
  readonly pageRead: Asked | undefined;
  readonly agent: AgentReport | undefined;
  /** `GET /agent` as it was answered. */
  readonly agentAnswer: Asked | undefined;
  readonly stats: StatsAnswer | undefined;
  readonly health: HealthAnswer | undefined;
  readonly prometheus: PrometheusView | undefined;
  /** Why there is no answer of Prometheus's where one was asked for. */
  readonly prometheusProblem: string | undefined;
  readonly scrapeConfig: ScrapeConfigFile | undefined;
  readonly rules: readonly RuleFile[];
  readonly dashboards: readonly DashboardFile[];
  /** By what the endpoint was asked with a token. */
  readonly tokenFile: string | undefined;
  /** Of who runs this. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** The endpoint from outside. */
export interface EndpointView {
  /** `http://localhost:9464`, without a path. */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** Of the page, `/metrics` mostly. */
  readonly path: string;
  /** What became of asking for the page. */
  readonly outcome: PageOutcome;
  /** Who listens there, where it is no agent. */
  readonly holder?: PortHolder | undefined;
}

export type PageOutcome =
  | { readonly state: 'page'; readonly seconds: number; readonly bytes: number }
  | { readonly state: 'status'; readonly status: number; readonly text: string }
  | { readonly state: 'no-page'; readonly why: string }
  | { readonly state: 'unreachable'; readonly why: string; readonly code: string };

/** A process that has a port. */
export interface PortHolder {
  readonly pid?: number | undefined;
  /** Its program, as far as the system tells. */
  readonly name?: string | undefined;
  /** Whether it answers as this agent does. */
  readonly isAgent: boolean;
}

/** The program that was started for the check. */
export interface ProgramView {
  readonly command: string;
  /** Who puts the agent in: the command itself, or this check. */
  readonly preload: 'own' | 'added';
  readonly end?: ProgramEnd | undefined;
  /** The last lines that it wrote. */
  readonly output: readonly string[];
  /** A port that the configuration names and somebody else has. */
  readonly takenPort?: { readonly port: number; readonly holder: PortHolder } | undefined;
  /** Where the agent was told to serve instead. */
  readonly port: number;
}

/** A program that ended before it could be checked. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
}
