package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.AgreedValues.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreedValuesJsonTest {

    @Test
    void a_value_is_written_once_unless_the_forms_differ() {
        Map<String, Pair> values = new LinkedHashMap<>();
        values.put("name", new Pair("Ahlgren", "Ahlgren"));
        values.put("ownerid", new Pair("JD", "0d1f"));
        values.put("telephone1", new Pair(null, null));
        values.put("fax", new Pair(null, "08"));

        assertThat(AgreedValuesJson.write(new AgreedValues(values)))
                .isEqualTo("{\"name\":\"Ahlgren\",\"ownerid\":[\"JD\",\"0d1f\"],\"telephone1\":null,"
                        + "\"fax\":[null,\"08\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "\"quoted\" \\ and / slashed", "line\nbreak\ttab \u0001",
        "Åäö ł 日本 😀", "[]{},:", ""})
    void every_text_comes_back_as_it_was(String text) {
        AgreedValues agreed = new AgreedValues(Map.of("a", new Pair(text, text), "b", new Pair(text, null)));

        assertThat(AgreedValuesJson.read(AgreedValuesJson.write(agreed))).isEqualTo(agreed);
    }

    @Test
    void nothing_is_no_agreement() {
        assertThat(AgreedValuesJson.read(null)).isSameAs(AgreedValues.none());
        assertThat(AgreedValuesJson.read(" ")).isSameAs(AgreedValues.none());
        assertThat(AgreedValuesJson.read("{}").byAttribute()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"a\":", "{\"a\":1}", "{\"a\":[\"x\"]}", "{\"a\":[\"x\",\"y\",\"z\"]}", "{} {}",
        "x", "{\"a\":{}}"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> AgreedValuesJson.read(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("agreed values can't be read");
    }
}
