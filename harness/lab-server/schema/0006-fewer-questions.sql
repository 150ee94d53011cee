-- What a host of many phones asks again and again is one statement for all of them. The functions that these stand in for
-- stay: hosts are brought to a new version one after the other.

-- Looked up at each question for work, and at each look of the coordinator, among years of sessions.
create index session_phone on heatsoak.session (phone);
create index attempt_open on heatsoak.attempt (run, slot) where ended_at is null;

create index phone_host on heatsoak.phone (host);

-- As before; who calls is looked up once, not for each phone of the lab.
create or replace function heatsoak.my_queues() returns text[] language sql stable security definer
set search_path = heatsoak, pg_temp as $$
  select array_agg('phone/' || id) || array_agg(distinct 'pool/' || replace(model, ',', '-'))
  from phone where host = (select my_host())
$$;

-- Says which phones a host has, and asks what waits for them. Of each phone: why it is in quarantine, and the open runs in which
-- it has a part, since it takes no second place in them. Of each session that is under way on one of them: how long nobody said so. A row that says so already is left alone for a while. No job of ours is
-- ever blocked: so say the indices that hold no job which has ended.
create function heatsoak.ask(p_phones json) returns json language plpgsql security definer
set search_path = heatsoak, pg_temp as $$
declare h text := must_be_host();
begin
  perform see_phone(a.id, a.udid, a.model, a.device)
    from json_to_recordset(p_phones) as a (id text, udid text, model text, device json)
    left join phone p on p.id = a.id and p.host = h and p.udid is not distinct from a.udid and p.model = a.model
      and p.device::text = a.device::text and p.seen_at > now() - interval '15 seconds'
    where p.id is null;
  return json_build_object(
    'phones', (select json_agg(json_build_object('id', p.id, 'quarantined', p.quarantined, 'runs',
        (select coalesce(json_agg(s.run), '[]') from session s join run r using (run) where s.phone = p.id and r.state = 'open')))
      from phone p where p.host = h and p.id in (select a.id from json_to_recordset(p_phones) as a (id text))),
    'underWay', (select coalesce(json_agg(json_build_object('phone', s.phone, 'run', s.run, 'slot', s.slot, 'id', s.job,
        'queue', s.queue, 'silentSeconds', extract(epoch from now() - s.seen_at)::float8)), '[]')
      from session s join phone p on p.id = s.phone where p.host = h and s.state = 'active'),
    'ready', (select coalesce(json_agg(distinct j.name), '[]') from pgboss.job j
      where j.name = any ((select my_queues())::text[]) and j.state < 'active' and not j.blocked and j.start_after <= now()));
end $$;

-- Which of the host's claims still stand; the queue is told, too, that they are worked on. A row that somebody holds at this
-- moment is passed over: to wait for it while holding others could be a deadlock, and the next beat is half a heartbeat away.
create function heatsoak.beats(p_keys json) returns json language plpgsql security definer
set search_path = heatsoak, pg_temp as $$
declare h text := must_be_host(); standing json; jobs uuid[];
begin
  -- A beat that a crash takes back does no harm: silence counts from the start of the database at the earliest.
  perform set_config('synchronous_commit', 'off', true);
  select json_agg(json_build_object('run', s.run, 'slot', s.slot, 'attempt', s.attempt)), array_agg(s.job)
    into standing, jobs
    from session s join json_to_recordset(p_keys) as k (run text, slot text, attempt int) using (run, slot, attempt)
    where s.host = h and s.state = 'active';
  update session s set seen_at = now() from
    (select f.run, f.slot from session f join json_to_recordset(p_keys) as k (run text, slot text, attempt int)
       using (run, slot, attempt) where f.host = h and f.state = 'active' for update of f skip locked) free
    where s.run = free.run and s.slot = free.slot;
  update pgboss.job j set heartbeat_on = pgboss.job_now() from
    (select f.name, f.id from pgboss.job f where f.name = any ((select my_queues())::text[]) and f.id = any (jobs) and f.state = 'active'
       for update skip locked) free
    where j.name = free.name and j.id = free.id;
  return coalesce(standing, '[]');
end $$;

-- What a session has left since it last shipped, whole or not at all: logs, and the journal's lines that speak of them. Late or
-- not: evidence of one's own attempt is always taken. Whoever was not told that a piece of a journal had arrived brings it
-- again, with the lines that came since: it grows, and is never changed.
create function heatsoak.ship(p_run text, p_slot text, p_attempt int, p_logs json, p_bytes bytea[], p_start int, p_journal bytea)
returns void language plpgsql security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  insert into log (run, slot, attempt, launch, sha256, size, bytes)
    select p_run, p_slot, p_attempt, l.launch, l.sha256, l.size, p_bytes[l.place]
    from json_to_recordset(p_logs) as l (place int, launch text, sha256 text, size int) order by l.place
    on conflict do nothing;
  if p_journal is not null then
    insert into journal as j (run, slot, attempt, start, bytes) values (p_run, p_slot, p_attempt, p_start, p_journal)
      on conflict (run, slot, attempt, start) do update set bytes = p_journal
      where octet_length(p_journal) > octet_length(j.bytes) and substring(p_journal for octet_length(j.bytes)) = j.bytes;
  end if;
end $$;

-- A job that has nothing left to do, in the transaction that says so.
create function heatsoak.complete_job(p_queue text, p_job uuid) returns void language sql security definer
set search_path = heatsoak, pg_temp as $$
  update pgboss.job set state = 'completed', completed_on = pgboss.job_now()
    where name = p_queue and id = p_job and state = 'active'
$$;

-- As before; the answer says what time it is by the database, and the job of a place that is bound now is done.
create or replace function heatsoak.claim(p_run text, p_slot text, p_phone text, p_job uuid) returns json
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare h text := must_be_host(); s session; r run; p phone;
begin
  select * into p from phone where id = p_phone and host = h;
  if not found then raise exception 'phone % is not on host %', p_phone, h using errcode = '42501'; end if;
  select * into s from session where run = p_run and slot = p_slot for update;
  select * into r from run where run = p_run;
  if s.run is null or s.job is distinct from p_job or s.state not in ('waiting', 'active') or p.quarantined is not null
    or r.state <> 'open' or r.deadline <= now() then return null; end if;
  if s.phone is null then
    if s.pool <> p.model or exists (select 1 from session o where o.run = p_run and o.phone = p_phone) then return null; end if;
    update session set phone = p_phone, job = null, queue = null, seen_at = now(),
      took = json_build_object('id', p.id, 'name', p.device ->> 'name', 'udid', p.udid) where run = p_run and slot = p_slot;
    perform complete_job(s.queue, s.job);
    return json_build_object('bound', true);
  end if;
  if s.phone <> p_phone then return null; end if;
  update attempt set ended_at = clock_timestamp(), outcome = 'taken over'
    where run = p_run and slot = p_slot and attempt = s.attempt and ended_at is null;
  update session set attempt = s.attempt + 1, state = 'active', host = h, seen_at = now() where run = p_run and slot = p_slot;
  insert into attempt (run, slot, attempt, phone, host) values (p_run, p_slot, s.attempt + 1, p_phone, h);
  return json_build_object('bound', false, 'attempt', s.attempt + 1, 'manifest', r.manifest, 'cooldown', r.cooldown,
    'took', s.took, 'at', extract(epoch from clock_timestamp())::float8 * 1000);
end $$;

-- As before; a session that has ended leaves no job.
create or replace function heatsoak.settle(p_run text, p_slot text, p_attempt int, p_state text, p_message text) returns boolean
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare s session;
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  if p_state not in ('done', 'lost', 'waiting') then raise exception 'no session ends as %', p_state; end if;
  select * into s from session where run = p_run and slot = p_slot and attempt = p_attempt and state = 'active' for update;
  if not found then return false; end if;
  update session set state = p_state, message = p_message,
    ended_at = case when p_state = 'waiting' then null else now() end,
    job = case when p_state = 'waiting' then null else job end where run = p_run and slot = p_slot;
  update attempt set ended_at = clock_timestamp(), outcome = p_state
    where run = p_run and slot = p_slot and attempt = p_attempt;
  -- The job of one that was given back stays: when its heartbeat is late, the phone is asked again.
  if p_state <> 'waiting' then perform complete_job(s.queue, s.job); end if;
  return true;
end $$;

revoke all on function heatsoak.ask, heatsoak.beats, heatsoak.ship, heatsoak.complete_job from public;
grant execute on function heatsoak.ask, heatsoak.beats, heatsoak.ship to heatsoak_worker;
