-- A transient one that time alone does not release: a job of another mapping, the ERP or a person has to act first. Until now
-- the field told those from failures of a side.
alter table parked_record add column waits_for_others boolean default false not null;
update parked_record set waits_for_others = true where class = 'transient' and field is not null;
