-- What somebody outside told of and no job has carried across yet. The kind says what record_id is: 'id' of the side that is
-- read, 'key', a readable ERP key that is still to be looked up, or 'all', whatever changed there. The job is the one that
-- has it in hand and deletes it at its end; told of once more meanwhile, it belongs to none again.
create table hint (
    record_id varchar(400) not null,
    mapping   varchar(100) not null,
    direction varchar(10)  not null,
    kind      varchar(10)  not null,
    number    bigint generated always as identity,
    who       varchar(200),
    told_at   timestamp with time zone not null,
    job       uuid,
    primary key (record_id, mapping, direction, kind)
);
create index hint_by_job on hint (job);
create index hint_by_number on hint (number);
