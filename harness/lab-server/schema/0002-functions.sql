-- All that hosts and teams may do. They have no right on any table: each function looks who calls, and refuses what is not theirs.
-- `session_user` is who logged in, whatever role a function runs as.

create function heatsoak.my_host() returns text language sql stable security definer
set search_path = heatsoak, pg_temp as $$
  select id from host where role = session_user
$$;

create function heatsoak.my_team() returns text language sql stable security definer
set search_path = heatsoak, pg_temp as $$
  select id from team where role = session_user
$$;

-- The queues of a host: one for each of its phones, and one for each of their models.
create function heatsoak.my_queues() returns text[] language sql stable security definer
set search_path = heatsoak, pg_temp as $$
  select array_agg('phone/' || id) || array_agg(distinct 'pool/' || replace(model, ',', '-'))
  from phone where host = my_host()
$$;

create function heatsoak.must_be_host() returns text language plpgsql stable security definer
set search_path = heatsoak, pg_temp as $$
declare host text := my_host();
begin
  if host is null then raise exception '% is no host of this lab', session_user using errcode = '42501'; end if;
  return host;
end $$;

-- Says that a host has a phone. A phone that moves to another cable is the new host's once the old one has been silent.
-- Returns why the phone is in quarantine; null where it is not.
create function heatsoak.see_phone(p_id text, p_udid text, p_model text, p_device json) returns text
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare h text := must_be_host();
begin
  insert into phone as p (id, udid, host, model, device) values (p_id, p_udid, h, p_model, p_device)
  on conflict (id) do update set udid = p_udid, host = h, model = p_model, device = p_device, seen_at = now()
  where (p.host = h or p.seen_at < now() - interval '5 minutes')
    and not exists (select 1 from session s where s.phone = p.id and s.state = 'active' and s.host <> h);
  if not found then raise exception 'phone % hangs on another host', p_id using errcode = '42501'; end if;
  return (select p.quarantined from phone p where p.id = p_id);
end $$;

-- Takes a session for a phone of the calling host. Of a pool's place it only binds it to the phone: it is queued for that phone
-- then. Null: it is not to be had (any more).
create function heatsoak.claim(p_run text, p_slot text, p_phone text, p_job uuid) returns json
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
    return json_build_object('bound', true);
  end if;
  if s.phone <> p_phone then return null; end if;
  update attempt set ended_at = clock_timestamp(), outcome = 'taken over'
    where run = p_run and slot = p_slot and attempt = s.attempt and ended_at is null;
  update session set attempt = s.attempt + 1, state = 'active', host = h, seen_at = now() where run = p_run and slot = p_slot;
  insert into attempt (run, slot, attempt, phone, host) values (p_run, p_slot, s.attempt + 1, p_phone, h);
  return json_build_object('bound', false, 'attempt', s.attempt + 1, 'manifest', r.manifest, 'cooldown', r.cooldown,
    'took', s.took);
end $$;

-- Runs in which a phone has a part: it takes no second place in them.
create function heatsoak.runs_of(p_phone text) returns table (run text) language sql stable security definer
set search_path = heatsoak, pg_temp as $$
  select s.run from session s join phone p on p.id = s.phone where s.phone = p_phone and p.host = must_be_host()
$$;

-- Whether a claim still stands. It says, too, that the host is alive.
create function heatsoak.beat(p_run text, p_slot text, p_attempt int) returns boolean
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare h text := must_be_host();
begin
  update phone set seen_at = now() where host = h;
  update session set seen_at = now()
    where run = p_run and slot = p_slot and attempt = p_attempt and host = h and state = 'active';
  return found;
end $$;

create function heatsoak.must_have_claimed(p_run text, p_slot text, p_attempt int) returns void
language plpgsql stable security definer set search_path = heatsoak, pg_temp as $$
begin
  perform 1 from attempt where run = p_run and slot = p_slot and attempt = p_attempt and host = must_be_host();
  if not found then raise exception 'attempt % at %/% is of another host', p_attempt, p_run, p_slot using errcode = '42501'; end if;
end $$;

-- Late or not: evidence of one's own attempt is always taken.
create function heatsoak.ship_log(p_run text, p_slot text, p_attempt int, p_launch text, p_sha256 text, p_size int, p_bytes bytea)
returns void language plpgsql security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  insert into log (run, slot, attempt, launch, sha256, size, bytes)
    values (p_run, p_slot, p_attempt, p_launch, p_sha256, p_size, p_bytes) on conflict do nothing;
end $$;

create function heatsoak.ship_journal(p_run text, p_slot text, p_attempt int, p_start int, p_bytes bytea)
returns void language plpgsql security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  insert into journal (run, slot, attempt, start, bytes) values (p_run, p_slot, p_attempt, p_start, p_bytes)
    on conflict do nothing;
end $$;

-- Ends a session. An attempt that lost its claim settles nothing.
create function heatsoak.settle(p_run text, p_slot text, p_attempt int, p_state text, p_message text) returns boolean
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  if p_state not in ('done', 'lost', 'waiting') then raise exception 'no session ends as %', p_state; end if;
  update session set state = p_state, message = p_message,
    ended_at = case when p_state = 'waiting' then null else now() end,
    job = case when p_state = 'waiting' then null else job end
    where run = p_run and slot = p_slot and attempt = p_attempt and state = 'active';
  if not found then return false; end if;
  update attempt set ended_at = clock_timestamp(), outcome = p_state
    where run = p_run and slot = p_slot and attempt = p_attempt;
  return true;
end $$;

-- What the host's phones were doing when its worker ended: a worker that starts goes on with it at once.
create function heatsoak.my_sessions() returns table (run text, slot text, phone text, job uuid, queue text)
language sql stable security definer set search_path = heatsoak, pg_temp as $$
  select s.run, s.slot, s.phone, s.job, s.queue from session s join phone p on p.id = s.phone
  where p.host = must_be_host() and s.state = 'active'
$$;

-- What earlier attempts on the same phone have shipped, for the host that has the session now.
create function heatsoak.earlier_journals(p_run text, p_slot text, p_attempt int)
returns table (attempt int, start int, bytes bytea)
language plpgsql stable security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  return query select j.attempt, j.start, j.bytes from journal j join attempt a using (run, slot, attempt)
    where j.run = p_run and j.slot = p_slot and j.attempt < p_attempt
      and a.phone = (select s.phone from session s where s.run = p_run and s.slot = p_slot)
    order by j.attempt, j.start;
end $$;

create function heatsoak.earlier_logs(p_run text, p_slot text, p_attempt int)
returns table (id bigint, attempt int, launch text, sha256 text, bytes bytea)
language plpgsql stable security definer set search_path = heatsoak, pg_temp as $$
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  return query select l.id, l.attempt, l.launch, l.sha256, l.bytes from log l join attempt a using (run, slot, attempt)
    where l.run = p_run and l.slot = p_slot and l.attempt < p_attempt
      and a.phone = (select s.phone from session s where s.run = p_run and s.slot = p_slot)
    order by l.id;
end $$;

-- Hands a run in. What it is queued as, and when, is the coordinator's.
create function heatsoak.submit(p_run text, p_manifest json, p_cooldown json, p_deadline timestamptz, p_sessions json) returns void
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare t text := my_team();
begin
  if t is null then raise exception '% is no team of this lab', session_user using errcode = '42501'; end if;
  insert into run (run, team, manifest, cooldown, deadline) values (p_run, t, p_manifest, p_cooldown, p_deadline);
  insert into session (run, slot, pool, phone, minutes)
    select p_run, s.slot, s.pool, s.phone, s.minutes
    from json_to_recordset(p_sessions) as s (slot text, pool text, phone text, minutes double precision);
end $$;

-- A team cancels its own runs.
create function heatsoak.cancel(p_run text) returns boolean language plpgsql security definer
set search_path = heatsoak, pg_temp as $$
begin
  update run set state = 'cancelled' where run = p_run and state = 'open'
    and (team = my_team() or pg_has_role(session_user, 'heatsoak_coordinator', 'usage'));
  if not found then return false; end if;
  update attempt a set ended_at = clock_timestamp(), outcome = 'cancelled' from session s
    where s.run = p_run and s.state = 'active' and a.run = s.run and a.slot = s.slot and a.attempt = s.attempt;
  update session set state = 'cancelled', ended_at = now() where run = p_run and state in ('waiting', 'active');
  return true;
end $$;
