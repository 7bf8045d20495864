-- The outbox of a department on PostgreSQL 13 or later, in the layout that Debezium's outbox event router reads.
-- Your program only ever inserts into `outbox`; the relay takes each row away once its event is on the bus.

CREATE TABLE outbox (
    position      bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- order; given by the database
    id            uuid         NOT NULL DEFAULT gen_random_uuid() UNIQUE, -- the event's id follows from it
    aggregatetype varchar(255) NOT NULL, -- what the event is about, as 'letter'
    aggregateid   varchar(255) NOT NULL, -- which one; the events of one keep their order
    type          varchar(255) NOT NULL, -- the event type, as 'VillageLetterIssued'
    payload       jsonb        NOT NULL, -- its data, as `simpul contracts show` lists them
    occurred_at   timestamptz  NOT NULL, -- when it happened; 00:00 WIB where only the day is known
    registered_at timestamptz  NOT NULL DEFAULT now(), -- when it became official
    supersedes    uuid, -- the id of the outbox row that this one corrects
    cancels       uuid, -- the id of the outbox row that this one withdraws
    tracingspancontext text -- the trace that it belongs to, as 'traceparent=00-...-01'; leave it out if you have none
);

-- Rows that cannot become events, with the reasons; nothing else waits for them.
CREATE TABLE outbox_rejected (
    number        bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rejected_at   timestamptz  NOT NULL DEFAULT now(),
    reasons       text         NOT NULL, -- one a line
    id            uuid         NOT NULL,
    aggregatetype varchar(255) NOT NULL,
    aggregateid   varchar(255) NOT NULL,
    type          varchar(255) NOT NULL,
    payload       jsonb        NOT NULL,
    occurred_at   timestamptz  NOT NULL,
    registered_at timestamptz  NOT NULL,
    supersedes    uuid,
    cancels       uuid,
    tracingspancontext text
);
