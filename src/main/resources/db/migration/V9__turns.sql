-- Which way each two-way field of a coupling was written last, instead of what, and how often it went to and fro by then.
alter table coupling add column turns varchar;
