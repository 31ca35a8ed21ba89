import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints the events that topics have now: java -cp 'JARS/*' Read.java BROKERS TOPIC ... */
public class Read {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Of one ce_source: its epoch, the last number taken of each stream, and the last that a head told of. */
  static class Source {
    final String epoch;
    final Map<String, Long> taken = new HashMap<>();
    final Map<String, Long> told = new HashMap<>();

    Source(String epoch) { this.epoch = epoch; }
  }

  static final Map<String, Source> SOURCES = new HashMap<>();

  static String text(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Whether the record is the next event of its stream. */
  static boolean take(ConsumerRecord<String, byte[]> record) throws Exception {
    String source = text(record, "ce_source");
    String epoch = text(record, "ce_streamepoch");
    if (record.value() == null || source == null || epoch == null) return false;
    Source known = SOURCES.computeIfAbsent(source, name -> new Source(epoch));
    if (text(record, "ce_type").endsWith(".heads.v1")) {
      hear(source, known, epoch, JSON.readTree(record.value()));
      return false;
    }
    String stream = text(record, "ce_stream");
    long number = Long.parseLong(text(record, "ce_streamsequence"));
    if (!epoch.equals(known.epoch) || number != known.taken.getOrDefault(stream, 0L) + 1) return false;
    known.taken.put(stream, number);
    return true;
  }

  /** A head says how far each stream of its partition is, and which epochs of the source are over. */
  static void hear(String source, Source known, String epoch, JsonNode head) {
    if (!epoch.equals(known.epoch)) {
      boolean left = false;
      for (JsonNode earlier : head.path("left")) left |= earlier.asText().equals(known.epoch);
      if (!left) return;
      // The source was restored: what was taken of it may not have happened. Empty what you made of it, too.
      known = new Source(epoch);
      SOURCES.put(source, known);
    }
    Map<String, Long> told = known.told;
    head.get("numbers").fields().forEachRemaining(
        entry -> told.merge(entry.getKey(), entry.getValue().asLong(), Math::max));
  }

  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "none");
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> places = new ArrayList<>();
    for (String topic : List.of(arguments).subList(1, arguments.length))
      consumer.partitionsFor(topic).forEach(part -> places.add(new TopicPartition(topic, part.partition())));
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(places));
    consumer.assign(places);
    consumer.seekToBeginning(places);
    ends.keySet().removeIf(place -> consumer.position(place) >= ends.get(place));
    while (!ends.isEmpty()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(10)))
        if (take(record))
          System.out.println(
              JSON.createObjectNode().put("id", text(record, "ce_id")).put("type", text(record, "ce_type"))
                  .put("key", record.key()).set("data", JSON.readTree(record.value())));
      ends.keySet().removeIf(place -> consumer.position(place) >= ends.get(place));
    }
    consumer.close();
    long missing = 0;
    for (Source source : SOURCES.values())
      for (Map.Entry<String, Long> told : source.told.entrySet())
        missing += Math.max(0, told.getValue() - source.taken.getOrDefault(told.getKey(), 0L));
    if (missing > 0) System.err.println("missing; joinery replay brings them: " + missing);
    System.exit(missing > 0 ? 3 : 0);
  }
}
