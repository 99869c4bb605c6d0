-- A page of new records is reserved by one row here, and confirmed by taking it away: a coupling is reserved for as long as
-- its reservation exists. So each coupling is written once, not once reserved and once more confirmed.
create table reservation (
    id          bigint generated always as identity primary key,
    mapping     varchar(100) not null,
    reserved_at timestamp with time zone default current_timestamp not null
);

-- The key is derived from mapping and ERP record. It is also the address that REST gives, and half the size of the two.
create table coupling_by_derived_key (
    id                   uuid not null primary key,
    erp_id               varchar(400) not null,
    mapping              varchar(100) not null,
    erp_key              varchar(400) not null,
    erp_code             varchar(400) not null,
    crm_id               uuid not null,
    state                varchar(10) not null,
    reservation          bigint,
    generation           integer not null,
    agreed               varchar,
    debts                varchar(2000),
    last_outcome         varchar(20),
    last_synchronized_at timestamp with time zone
);
insert into reservation (mapping) select distinct mapping from coupling where state = 'reserved';
insert into coupling_by_derived_key (id, erp_id, mapping, erp_key, erp_code, crm_id, state, reservation, generation, agreed,
                                     debts, last_outcome, last_synchronized_at)
select c.id, c.erp_id, c.mapping, c.erp_key, c.erp_code, c.crm_id, case c.state when 'reserved' then 'coupled' else c.state end,
       case c.state when 'reserved' then (select r.id from reservation r where r.mapping = c.mapping) end, c.generation,
       c.agreed, c.debts, c.last_outcome, c.last_synchronized_at
from coupling c;
drop table coupling;
alter table coupling_by_derived_key rename to coupling;
alter table coupling add constraint one_coupling_a_crm_record unique (crm_id, mapping);
create index coupling_by_code on coupling (erp_code, mapping);

-- The couplings that owe something are few: a table of their own instead of an index over all of them.
create table owing_coupling (
    erp_id  varchar(400) not null,
    mapping varchar(100) not null,
    primary key (erp_id, mapping)
);
insert into owing_coupling (erp_id, mapping) select erp_id, mapping from coupling where debts > '';
