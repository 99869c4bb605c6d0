-- Records that were found deleted on the side they are read from. They are collected here until a job has counted them and
-- the mapping's policy acts.
alter table parked_record add column gone boolean default false not null;
