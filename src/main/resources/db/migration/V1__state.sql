-- Kytkin's own state (design, section 5). The same text runs on H2 and PostgreSQL. Every index leads with the selective
-- column: with the mapping first, a new PostgreSQL table that was never analysed takes a twentieth of the rows a second.
-- There are no check constraints: H2 2.4.240 refuses every row once the connection that made one is closed (h2database
-- issues 4291 and 4308).

create table coupling (
    erp_id               varchar(400) not null,
    mapping              varchar(100) not null,
    id                   uuid not null,
    erp_key              varchar(400) not null,
    erp_code             varchar(400) not null,
    crm_id               uuid not null,
    state                varchar(10) not null,
    generation           integer not null,
    agreed               varchar,
    debts                varchar(2000),
    last_outcome         varchar(20),
    last_synchronized_at timestamp with time zone,
    primary key (erp_id, mapping),
    constraint one_coupling_a_crm_record unique (crm_id, mapping)
);
create index coupling_by_id on coupling (id);
create index coupling_by_code on coupling (erp_code, mapping);
create index coupling_by_debts on coupling (debts);

create table lease (
    mapping varchar(100) primary key,
    owner   varchar(100) not null,
    token   bigint not null,
    until   timestamp with time zone not null
);

create table synch_position (
    mapping    varchar(100) not null,
    direction  varchar(10) not null,
    mark       varchar not null,
    changed_at timestamp with time zone not null,
    primary key (mapping, direction)
);

create table job (
    id           uuid primary key,
    number       bigint generated always as identity,
    mapping      varchar(100) not null,
    direction    varchar(10) not null,
    scope        varchar(10) not null,
    trigger_name varchar(40) not null,
    who          varchar(200),
    state        varchar(10) not null,
    queued_at    timestamp with time zone not null,
    started_at   timestamp with time zone,
    finished_at  timestamp with time zone,
    read_count   bigint not null default 0,
    created      bigint not null default 0,
    updated      bigint not null default 0,
    unchanged    bigint not null default 0,
    merged       bigint not null default 0,
    coupled      bigint not null default 0,
    deleted      bigint not null default 0,
    parked       bigint not null default 0,
    out_of_scope bigint not null default 0,
    total        bigint,
    crm_requests bigint not null default 0,
    message      varchar
);
create unique index job_by_number on job (number);
create index job_by_mapping on job (mapping, direction, number);
create index job_by_state on job (state, mapping);

create table parked_record (
    record_id       varchar(400) not null,
    mapping         varchar(100) not null,
    direction       varchar(10) not null,
    id              uuid not null,
    number          bigint generated always as identity,
    erp_id          varchar(400),
    erp_key         varchar(400),
    crm_id          uuid,
    class           varchar(20) not null,
    reason          varchar not null,
    field           varchar(200),
    erp_value       varchar,
    crm_value       varchar,
    waits_mapping   varchar(100),
    waits_key       varchar(400),
    attempts        integer not null,
    first_at        timestamp with time zone not null,
    next_attempt_at timestamp with time zone,
    job             uuid not null,
    primary key (record_id, mapping, direction)
);
create unique index parked_record_by_id on parked_record (id);
create unique index parked_record_by_number on parked_record (number);
create index parked_record_by_parent on parked_record (waits_key, waits_mapping);

create table full_synchronization (
    id          uuid primary key,
    number      bigint generated always as identity,
    state       varchar(10) not null,
    who         varchar(200),
    created_at  timestamp with time zone not null,
    started_at  timestamp with time zone,
    finished_at timestamp with time zone,
    problems    varchar
);

create table full_synchronization_line (
    full_synchronization uuid not null references full_synchronization (id),
    mapping              varchar(100) not null,
    pass                 integer not null,
    place                integer not null,
    depends_on           varchar not null,
    state                varchar(10) not null,
    to_crm_job           uuid,
    to_erp_job           uuid,
    erp_count            bigint,
    crm_count            bigint,
    couplings            bigint,
    recommendation       varchar(200),
    message              varchar,
    primary key (full_synchronization, mapping, pass)
);

create table known_system (
    side     varchar(10) primary key,
    identity varchar(400) not null,
    since    timestamp with time zone not null
);
