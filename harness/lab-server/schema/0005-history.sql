-- What was measured, night by night: derived from archived runs, and made again from them. No value here decides anything.
create table heatsoak.night (
  id   int generated always as identity primary key,
  run  text not null unique,
  -- Whose run it was; null: it was no run of this lab.
  team text references heatsoak.team,
  at   timestamptz not null,
  -- The night without its cells.
  head json not null
);
create index night_at on heatsoak.night (at);

create table heatsoak.series (
  id     int generated always as identity primary key,
  device text not null,
  suite  text not null,
  metric text not null,
  kind   text not null,
  unique (device, metric, suite)
);
create index series_metric on heatsoak.series (metric);

-- What must stay the same for two nights to be of one epoch; nights share it for months.
create table heatsoak.facts (
  id    int generated always as identity primary key,
  facts jsonb not null unique
);

create table heatsoak.cell (
  series     int not null references heatsoak.series,
  night      int not null references heatsoak.night on delete cascade,
  facts      int not null references heatsoak.facts,
  launches   int not null,
  paired     double precision,
  plain      double precision,
  control    double precision,
  half_width double precision,
  reason     text,
  -- A series is read whole: the order of this index is that of the question.
  primary key (series, night)
);
create index cell_night on heatsoak.cell (night);

grant select on heatsoak.night, heatsoak.series, heatsoak.facts, heatsoak.cell to heatsoak_submit, heatsoak_coordinator;
grant insert, delete on heatsoak.night, heatsoak.series, heatsoak.facts, heatsoak.cell to heatsoak_coordinator;
alter table heatsoak.night enable row level security;
alter table heatsoak.cell enable row level security;
create policy coordinator on heatsoak.night to heatsoak_coordinator using (true) with check (true);
create policy coordinator on heatsoak.cell to heatsoak_coordinator using (true) with check (true);
create policy own_nights on heatsoak.night for select to heatsoak_submit using (team = (select heatsoak.my_team()));
create policy own_cells on heatsoak.cell for select to heatsoak_submit
  using (night in (select n.id from heatsoak.night n));
