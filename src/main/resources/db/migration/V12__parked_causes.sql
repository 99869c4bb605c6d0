-- What the record's reason has in common with others that name values of their own; null: the reason is the cause.
alter table parked_record add column cause varchar;
