-- What a team wants measured again and again. The queue's own cron says when; what is measured stands here, and nowhere else.
create table heatsoak.schedule (
  -- Of the team, a slash, and the name that the team gave it: also the key of the engine's cron.
  id             text primary key check (id ~ '^[a-z0-9-]+/[a-z0-9][a-z0-9-]{0,40}$'),
  team           text not null references heatsoak.team,
  cron           text not null,
  time_zone      text not null,
  -- As a run that was just planned. Its id and its time are those of the day on which it is begun.
  manifest       json not null,
  cooldown       json not null,
  sessions       json not null,
  -- A night whose phones are away must not wait for ever.
  deadline_hours double precision not null check (deadline_hours > 0),
  created_at     timestamptz not null default now(),
  last_run       text,
  last_at        timestamptz
);

-- A team puts its own schedules in, and in place of what stood under the name.
create function heatsoak.set_schedule(p_name text, p_cron text, p_time_zone text, p_manifest json, p_cooldown json,
  p_sessions json, p_deadline_hours double precision) returns text
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare t text := my_team(); s text;
begin
  if t is null then raise exception '% is no team of this lab', session_user using errcode = '42501'; end if;
  s := t || '/' || p_name;
  insert into schedule (id, team, cron, time_zone, manifest, cooldown, sessions, deadline_hours)
    values (s, t, p_cron, p_time_zone, p_manifest, p_cooldown, p_sessions, p_deadline_hours)
  on conflict (id) do update set cron = p_cron, time_zone = p_time_zone, manifest = p_manifest, cooldown = p_cooldown,
    sessions = p_sessions, deadline_hours = p_deadline_hours;
  return s;
end $$;

create function heatsoak.drop_schedule(p_name text) returns boolean language plpgsql security definer
set search_path = heatsoak, pg_temp as $$
begin
  delete from schedule where id = my_team() || '/' || p_name;
  return found;
end $$;

-- Hands in what a schedule asks for, as its team's run. A run that is there already was begun by another coordinator.
create function heatsoak.begin_scheduled(p_id text, p_run text, p_manifest json) returns boolean
language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare s schedule;
begin
  select * into s from schedule where id = p_id;
  if not found then return false; end if;
  insert into run (run, team, manifest, cooldown, deadline)
    values (p_run, s.team, p_manifest, s.cooldown, now() + make_interval(secs => s.deadline_hours * 3600))
    on conflict do nothing;
  if not found then return false; end if;
  insert into session (run, slot, pool, phone, minutes)
    select p_run, e.slot, e.pool, e.phone, e.minutes
    from json_to_recordset(s.sessions) as e (slot text, pool text, phone text, minutes double precision);
  update schedule set last_run = p_run, last_at = now() where id = p_id;
  return true;
end $$;

revoke all on function heatsoak.set_schedule, heatsoak.drop_schedule, heatsoak.begin_scheduled from public;
grant execute on function heatsoak.set_schedule, heatsoak.drop_schedule to heatsoak_submit;
grant execute on function heatsoak.begin_scheduled to heatsoak_coordinator;
grant select on heatsoak.schedule to heatsoak_submit, heatsoak_coordinator;
alter table heatsoak.schedule enable row level security;
create policy coordinator on heatsoak.schedule for select to heatsoak_coordinator using (true);
create policy own_schedules on heatsoak.schedule for select to heatsoak_submit using (team = (select heatsoak.my_team()));
