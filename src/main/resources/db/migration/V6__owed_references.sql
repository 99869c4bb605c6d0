-- References of CRM records that the ERP record could not be given, because what they name is not coupled yet: the fields of a
-- second pass on their way to the ERP.
create table owed_reference (
    record_id     varchar(36)  not null,
    mapping       varchar(100) not null,
    attribute     varchar(100) not null,
    waits_mapping varchar(100) not null,
    waits_key     varchar(36)  not null,
    primary key (record_id, mapping, attribute)
);
create index owed_reference_by_parent on owed_reference (waits_key, waits_mapping);
