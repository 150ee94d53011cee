import type { LoadedModel } from '../../agent/ports.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlanFile } from '../../protocol/plan-file.ts';
import { physicalEngine } from '../physics/physical-engine.ts';
import type { AppBody } from './app-body.ts';
import { BODY_PROTOCOL_VERSION, type BodyAnswers, type BodyAsk } from './body-protocol.ts';
import type { LaunchOrder } from './launch-messages.ts';
import { type PushedTokens, pushedTokens } from './pushed-tokens.ts';

/** The ask of one kind. */
type Ask<A extends BodyAsk['ask']> = Extract<BodyAsk, { ask: A }>;
type Answer<A extends BodyAsk['ask']> = A extends keyof BodyAnswers ? BodyAnswers[A] : undefined;
type Answers = { [A in BodyAsk['ask']]: (ask: Ask<A>) => Promise<Answer<A>> | Answer<A> };

/** The phone's side of one launch by another program: physics, noise and planted effects are those of the TypeScript agent. */
export class AgentAnswers {
  private readonly order: LaunchOrder;
  private readonly plan: PlanFile;
  private readonly body: AppBody;
  private engine: PushedTokens | null = null;
  private model: LoadedModel | null = null;
  private tokens: AsyncIterator<number> | null = null;

  constructor(order: LaunchOrder, plan: PlanFile, body: AppBody) {
    this.order = order;
    this.plan = plan;
    this.body = body;
  }

  /** @throws HeatsoakError `AGENT_PROGRAM_FAILED` for an ask out of its turn */
  async to<A extends BodyAsk['ask']>(ask: Ask<A>): Promise<Answer<A>> {
    const answer = this.answers[ask.ask as A] as unknown as (ask: Ask<A>) => Promise<Answer<A>>;
    return answer(ask);
  }

  private readonly answers: Answers = {
    hello: () => ({
      protocolVersion: BODY_PROTOCOL_VERSION,
      wallClock: this.body.clock.wallClock(),
      cold: this.order.cold,
      identity: this.body.sensors.identity(),
    }),
    load: async (ask) => {
      const { simulation, noise, trial } = this.body;
      this.engine = pushedTokens(ask);
      this.model = await physicalEngine({ engine: this.engine, simulation, noise, trial }).load(
        this.plan.model.path,
        this.plan.engine,
      );
      return { backend: this.model.backend };
    },
    opened: ({ trial }) => {
      this.body.windows.opened(trial);
      return undefined;
    },
    closed: ({ trial }) => {
      this.body.windows.closed(trial);
      return undefined;
    },
    generate: async ({ promptTokens, count, keptTokens }) => {
      const model = inTurn(this.model);
      const ids: number[] = Array.from({ length: promptTokens }, () => 0);
      if (keptTokens === undefined) await model.clear();
      else {
        inTurn(this.engine).keep(keptTokens);
        await model.reuse?.(ids);
      }
      this.tokens = model.generate(ids, count);
      return undefined;
    },
    token: async ({ id }) => {
      inTurn(this.engine).push(id);
      const { value, done } = await inTurn(this.tokens).next();
      return done ? { ended: true } : { id: value };
    },
    generated: async () => {
      const model = inTurn(this.model);
      return {
        cachedTokens: model.cachedTokens(),
        bundled: model.bundled?.() ?? false,
        counters: await model.stats(),
      };
    },
    score: async () => {
      const [row] = await inTurn(this.model).score([]);
      return { lossNats: -(row?.[0] ?? 0) };
    },
    digest: ({ sha256 }) => ({ sha256: this.body.saidDigest(sha256) }),
    probe: () => {
      this.body.simulation.probe(this.body.noise.probe());
      return undefined;
    },
    idle: ({ seconds }) => {
      this.body.simulation.idle(seconds);
      return undefined;
    },
    unload: async () => {
      await inTurn(this.model).close();
      return undefined;
    },
  };
}

/** What an ask needs of an earlier one. */
function inTurn<T>(value: T | null): T {
  if (value !== null) return value;
  throw new HeatsoakError('AGENT_PROGRAM_FAILED', 'the agent asked for tokens or a model before it had one');
}
