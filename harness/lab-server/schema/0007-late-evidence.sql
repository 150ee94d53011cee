-- What comes for a run after it was closed is late: it is kept, and never scored; so a run folder that is made again is the same.
-- A run is closed before its folder is made; it is archived when the folder was found to hold all that hosts have shipped; and it
-- is emptied when its owner has let go of what the folder holds.
alter table heatsoak.run add column closed_at timestamptz, add column archived_at timestamptz, add column emptied_at timestamptz;
update heatsoak.run set closed_at = judged_at;
alter table heatsoak.log add column late boolean not null default false;
alter table heatsoak.journal add column late boolean not null default false;
-- Lines that come late stand beside those that were there, wherever they begin.
alter table heatsoak.journal drop constraint journal_pkey;
alter table heatsoak.journal add primary key (run, slot, attempt, start, late);

-- Attempts of which something came late that no run folder has yet.
create table heatsoak.late (
  run     text not null,
  slot    text not null,
  attempt int not null,
  primary key (run, slot, attempt),
  foreign key (run, slot, attempt) references heatsoak.attempt on delete cascade
);
create index run_to_archive on heatsoak.run (created_at) where archived_at is null;
grant select, delete on heatsoak.late to heatsoak_coordinator;
alter table heatsoak.late enable row level security;
create policy coordinator on heatsoak.late to heatsoak_coordinator using (true) with check (true);

-- As before; what comes after its run was closed is late. Whoever closes a run locks its row against this: what was shipped is in
-- the archive or late, and never between them. A row, since any role may hold an advisory lock.
create or replace function heatsoak.ship(p_run text, p_slot text, p_attempt int, p_logs json, p_bytes bytea[], p_start int, p_journal bytea)
returns void language plpgsql security definer set search_path = heatsoak, pg_temp as $$
declare is_late boolean; logs int; lines int := 0;
begin
  perform must_have_claimed(p_run, p_slot, p_attempt);
  select closed_at is not null into is_late from run where run = p_run for key share;
  insert into log (run, slot, attempt, launch, sha256, size, bytes, late)
    select p_run, p_slot, p_attempt, l.launch, l.sha256, l.size, p_bytes[l.place], is_late
    from json_to_recordset(p_logs) as l (place int, launch text, sha256 text, size int) order by l.place
    on conflict do nothing;
  get diagnostics logs = row_count;
  if p_journal is not null then
    insert into journal as j (run, slot, attempt, start, bytes, late) values (p_run, p_slot, p_attempt, p_start, p_journal, is_late)
      on conflict (run, slot, attempt, start, late) do update set bytes = p_journal
      where octet_length(p_journal) > octet_length(j.bytes) and substring(p_journal for octet_length(j.bytes)) = j.bytes;
    get diagnostics lines = row_count;
  end if;
  if is_late and logs + lines > 0 then
    insert into late (run, slot, attempt) values (p_run, p_slot, p_attempt) on conflict do nothing;
  end if;
end $$;

-- What hosts of an earlier version call.
create or replace function heatsoak.ship_log(p_run text, p_slot text, p_attempt int, p_launch text, p_sha256 text, p_size int, p_bytes bytea)
returns void language sql security definer set search_path = heatsoak, pg_temp as $$
  select ship(p_run, p_slot, p_attempt,
    json_build_array(json_build_object('place', 1, 'launch', p_launch, 'sha256', p_sha256, 'size', p_size)), array[p_bytes], 0, null)
$$;
create or replace function heatsoak.ship_journal(p_run text, p_slot text, p_attempt int, p_start int, p_bytes bytea)
returns void language sql security definer set search_path = heatsoak, pg_temp as $$
  select ship(p_run, p_slot, p_attempt, '[]', array[]::bytea[], p_start, p_bytes)
$$;
