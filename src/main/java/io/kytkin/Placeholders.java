package io.kytkin;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/** Where {@code {{...}}} in a route file takes its values from. */
final class Placeholders {
    private Placeholders() { }

    /**
     * From what the start-up hands on, and from nothing else. Left alone, Camel would also look into the environment and the
     * system properties, where the secrets are.
     */
    static void takeSettingsOnly(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
    }
}
