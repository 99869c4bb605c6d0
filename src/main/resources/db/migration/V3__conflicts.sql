-- A conflict keeps both values of every field it is about, and what a person decided of them: JSON by CRM attribute.
alter table parked_record add column conflicts varchar;
alter table parked_record add column resolution varchar;

-- The attributes last sent to the CRM; null: those of the create, which are all. By them our own write is told when it comes
-- back in a form that the CRM gave it.
alter table coupling add column sent varchar(4000);
