package io.kytkin.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.Database;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader.Chunk;
import io.kytkin.mapping.TableMapping;
import io.kytkin.mapping.Values;
import io.kytkin.sandbox.DemoCompany;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The mapping files as they are shipped, over the demo company, on both databases. */
class StandardMappingsTest {
    private static DataSource h2;
    private static DataSource postgres;

    @BeforeAll
    static void install() {
        h2 = Database.H2.create();
        DemoCompany.install(h2);
        postgres = Database.POSTGRESQL.create();
        DemoCompany.install(postgres);
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes/mappings"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_mapping_reads_the_same_records_from_both_databases_each_once(Path file) throws Exception {
        MappingDefinition mapping = definition(file);

        Map<String, String> fromH2 = read(h2, mapping);
        Map<String, String> fromPostgres = read(postgres, mapping);

        assertThat(fromH2).isNotEmpty().isEqualTo(fromPostgres);
    }

    private static Map<String, String> read(DataSource database, MappingDefinition mapping) {
        ErpReader reader = new ErpReader(database, new ErpCatalogue(database, ErpClock.FIXED));
        Map<String, String> records = new TreeMap<>();
        String bound = reader.bound(mapping);
        long inScope = 0;
        String position = null;
        while (true) {
            Chunk chunk = reader.read(mapping, position, bound, 7);
            for (PageRecord record : chunk.records()) {
                assertThat(records.put(record.erpId(), describe(mapping, record))).as(record.erpId()).isNull();
                inScope += record.inScope() ? 1 : 0;
            }
            if (chunk.last()) {
                break;
            }
            position = chunk.end();
        }
        assertThat(reader.count(mapping)).isEqualTo(inScope);
        assertThat(reader.readByIds(mapping, records.keySet())).allSatisfy(record ->
                assertThat(describe(mapping, record)).isEqualTo(records.get(record.erpId())));
        return records;
    }

    private static String describe(MappingDefinition mapping, PageRecord record) {
        return record.erpKey() + " " + record.inScope() + " " + mapping.fields().stream()
                .filter(field -> !field.constant() && field.arrow().includes(Direction.TO_CRM))
                .map(field -> field.erp() + "=" + Values.text(record.source().get(field.erp())))
                .collect(Collectors.joining(" "));
    }

    private static MappingDefinition definition(Path file) throws IOException {
        String yaml = Files.readString(file).replaceAll("\\{\\{(erp.local|crm.base)-currency}}", "EUR")
                .replace("{{schedule.default}}", "never");
        Map<?, ?> beans = (Map<?, ?>) ((List<?>) new Load(LoadSettings.builder().build()).loadFromString(yaml)).get(0);
        Map<?, ?> bean = (Map<?, ?>) ((List<?>) beans.get("beans")).get(0);
        TableMapping mapping = new TableMapping();
        mapping.setName((String) bean.get("name"));
        Map<String, Object> properties = new TreeMap<>();
        ((Map<?, ?>) bean.get("properties")).forEach((name, value) -> properties.put((String) name, value));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PropertyBindingSupport.build().withCamelContext(context).withTarget(mapping).withProperties(properties)
                    .bind();
        }
        return mapping.definition();
    }
}
