-- For which record a coupling waits that owes a reference to the CRM; null: for none that is known, so every run looks at it.
alter table owing_coupling add column waits_mapping varchar(100);
alter table owing_coupling add column waits_key varchar(400);
