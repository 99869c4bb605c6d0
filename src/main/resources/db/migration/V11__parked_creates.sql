-- A full synchronization would have created the record, where perhaps no other job does: it is when it is released.
alter table parked_record add column creates boolean not null default false;
