package simpul;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.ValueJoiner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams as a peer: one join of two topics into a third, exactly once, RocksDB, one thread. */
public final class Join {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final Consumed<byte[], byte[]> READ = Consumed.with(BYTES, BYTES);
    private static final ValueJoiner<byte[], byte[], byte[]> TOGETHER = Join::together;

    private Join() {}

    /** Joins until the process is ended: kind, brokers, left, right, output, application, folder, window in ms. */
    public static void main(String[] arguments) {
        Properties settings = settings(arguments[1], arguments[5], arguments[6]);
        StreamsBuilder builder = new StreamsBuilder();
        Duration window = Duration.ofMillis(Long.parseLong(arguments[7]));
        join(builder, arguments[0], arguments[2], arguments[3], window)
            .to(arguments[4], Produced.with(BYTES, BYTES));
        KafkaStreams streams = new KafkaStreams(builder.build(settings), settings);
        streams.setUncaughtExceptionHandler(problem -> {
            problem.printStackTrace();
            Runtime.getRuntime().halt(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
        streams.start();
    }

    private static KStream<byte[], byte[]> join(
            StreamsBuilder builder, String kind, String left, String right, Duration window) {
        return switch (kind) {
            case "stream-table" -> builder.stream(left, READ)
                .join(builder.table(right, READ, stored("right")), TOGETHER, Joined.with(BYTES, BYTES, BYTES));
            // a cache would let some changes overwrite each other, and so leave out results that are counted
            case "table-table" -> builder.table(left, READ, stored("left").withCachingDisabled())
                .join(builder.table(right, READ, stored("right").withCachingDisabled()), TOGETHER)
                .toStream();
            case "stream-stream" -> builder.stream(left, READ)
                .outerJoin(
                    builder.stream(right, READ),
                    TOGETHER,
                    JoinWindows.ofTimeDifferenceAndGrace(window, Duration.ZERO),
                    StreamJoined.with(BYTES, BYTES, BYTES).withStoreName("window"));
            default -> throw new IllegalArgumentException("no join of this kind: " + kind);
        };
    }

    private static Materialized<byte[], byte[], KeyValueStore<Bytes, byte[]>> stored(String name) {
        return Materialized.as(Stores.persistentKeyValueStore(name));
    }

    private static Properties settings(String brokers, String application, String folder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        return settings;
    }

    private static byte[] together(byte[] left, byte[] right) {
        int cut = left == null ? 0 : left.length;
        byte[] both = new byte[cut + (right == null ? 0 : right.length)];
        if (left != null) {
            System.arraycopy(left, 0, both, 0, cut);
        }
        if (right != null) {
            System.arraycopy(right, 0, both, cut, right.length);
        }
        return both;
    }
}
