-- A conflict keeps both values of every field it is about, and what a person decided of them: JSON by CRM attribute.
alter table parked_record add column conflicts varchar;
alter table parked_record add column resolution varchar;
