-- The outbox of a department on MariaDB 10.3 or MySQL 8.0.13 or later, in the layout that Debezium's outbox event
-- router reads. Your program only ever inserts into `outbox`; the relay takes each row away once its event is on the
-- bus. Times are WIB.

CREATE TABLE outbox (
    position      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, -- order; given by the database
    id            CHAR(36) CHARACTER SET ascii NOT NULL DEFAULT (UUID()), -- the event's id follows from it
    aggregatetype VARCHAR(255)    NOT NULL, -- what the event is about, as 'letter'
    aggregateid   VARCHAR(255)    NOT NULL, -- which one; the events of one keep their order
    type          VARCHAR(255)    NOT NULL, -- the event type, as 'VillageLetterIssued'
    payload       JSON            NOT NULL, -- its data, as `simpul contracts show` lists them
    occurred_at   DATETIME(3)     NOT NULL, -- when it happened; 00:00 where only the day is known
    registered_at DATETIME(3)     NOT NULL DEFAULT (UTC_TIMESTAMP(3) + INTERVAL 7 HOUR), -- when it became official
    supersedes    CHAR(36) CHARACTER SET ascii, -- the id of the outbox row that this one corrects
    cancels       CHAR(36) CHARACTER SET ascii, -- the id of the outbox row that this one withdraws
    tracingspancontext TEXT, -- the trace that it belongs to, as 'traceparent=00-...-01'; leave it out if you have none
    UNIQUE (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Rows that cannot become events, with the reasons; nothing else waits for them.
CREATE TABLE outbox_rejected (
    number        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    rejected_at   DATETIME(3)     NOT NULL DEFAULT (UTC_TIMESTAMP(3) + INTERVAL 7 HOUR),
    reasons       TEXT            NOT NULL, -- one a line
    id            CHAR(36) CHARACTER SET ascii NOT NULL,
    aggregatetype VARCHAR(255)    NOT NULL,
    aggregateid   VARCHAR(255)    NOT NULL,
    type          VARCHAR(255)    NOT NULL,
    payload       JSON            NOT NULL,
    occurred_at   DATETIME(3)     NOT NULL,
    registered_at DATETIME(3)     NOT NULL,
    supersedes    CHAR(36) CHARACTER SET ascii,
    cancels       CHAR(36) CHARACTER SET ascii,
    tracingspancontext TEXT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
