-- Jobs that somebody wants to end, whichever runtime runs them; the row goes with the job's end.
create table cancelled_job (
    job      uuid primary key,
    asked_at timestamp with time zone not null
);
