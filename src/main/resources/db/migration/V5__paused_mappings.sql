-- Mappings that a person paused, until somebody resumes them; '*' stands for all.
create table paused_mapping (
    mapping varchar(100) primary key,
    since   timestamp with time zone not null,
    who     varchar(200)
);
