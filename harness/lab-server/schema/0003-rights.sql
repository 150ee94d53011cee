-- Three kinds of roles. Those of hosts and teams are members of the first two (heatsoak lab invite makes them).
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'heatsoak_worker') then create role heatsoak_worker nologin; end if;
  if not exists (select 1 from pg_roles where rolname = 'heatsoak_submit') then create role heatsoak_submit nologin; end if;
  if not exists (select 1 from pg_roles where rolname = 'heatsoak_coordinator') then create role heatsoak_coordinator nologin; end if;
end $$;

revoke all on schema heatsoak, pgboss from public;
revoke all on all tables in schema heatsoak, pgboss from public;
revoke all on all functions in schema heatsoak from public;
grant usage on schema heatsoak to heatsoak_worker, heatsoak_submit, heatsoak_coordinator;
grant usage on schema pgboss to heatsoak_worker, heatsoak_coordinator;

-- A host does what the functions let it do, and fetches, keeps and completes jobs of its own queues.
grant execute on function heatsoak.my_host, heatsoak.my_queues, heatsoak.see_phone, heatsoak.claim, heatsoak.beat,
  heatsoak.ship_log, heatsoak.ship_journal, heatsoak.settle, heatsoak.my_sessions, heatsoak.runs_of,
  heatsoak.earlier_journals, heatsoak.earlier_logs to heatsoak_worker;
grant select on pgboss.version, pgboss.queue to heatsoak_worker;
grant select, update on pgboss.job, pgboss.job_common to heatsoak_worker;

-- A team hands runs in, and sees its own, and which phones there are.
grant execute on function heatsoak.my_team, heatsoak.submit, heatsoak.cancel to heatsoak_submit, heatsoak_coordinator;
grant select on heatsoak.run, heatsoak.session, heatsoak.phone, heatsoak.attempt to heatsoak_submit;

-- The coordinator touches no phone. It changes what is queued and judged, and never what was measured.
grant select on all tables in schema heatsoak to heatsoak_coordinator;
grant update on heatsoak.session, heatsoak.run, heatsoak.phone, heatsoak.attempt to heatsoak_coordinator;
grant all on all tables in schema pgboss to heatsoak_coordinator;
grant usage on all sequences in schema pgboss to heatsoak_coordinator;

alter table heatsoak.run enable row level security;
alter table heatsoak.session enable row level security;
alter table heatsoak.attempt enable row level security;
create policy coordinator on heatsoak.run to heatsoak_coordinator using (true) with check (true);
create policy coordinator on heatsoak.session to heatsoak_coordinator using (true) with check (true);
create policy coordinator on heatsoak.attempt to heatsoak_coordinator using (true) with check (true);
create policy own_runs on heatsoak.run for select to heatsoak_submit using (team = (select heatsoak.my_team()));
create policy own_sessions on heatsoak.session for select to heatsoak_submit
  using (run in (select r.run from heatsoak.run r));
create policy own_attempts on heatsoak.attempt for select to heatsoak_submit
  using (run in (select r.run from heatsoak.run r));

-- A job of another host's phone can be neither seen nor touched.
alter table pgboss.job enable row level security;
alter table pgboss.job_common enable row level security;
create policy coordinator on pgboss.job to heatsoak_coordinator using (true) with check (true);
create policy coordinator on pgboss.job_common to heatsoak_coordinator using (true) with check (true);
create policy own_queues on pgboss.job to heatsoak_worker
  using (name = any ((select heatsoak.my_queues())::text[])) with check (name = any ((select heatsoak.my_queues())::text[]));
create policy own_queues on pgboss.job_common to heatsoak_worker
  using (name = any ((select heatsoak.my_queues())::text[])) with check (name = any ((select heatsoak.my_queues())::text[]));
