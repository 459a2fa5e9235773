/**
 * Image fields of custom resources that no pod spec holds, by API group and kind. Containers, init containers and the
 * like are found by their shape in any kind (Knative, Agones, Cloud Run, Argo Rollouts, Kubeflow, …) and need no line.
 *
 * Pure data. Source: the CRDs of each project. A new resource is one line.
 */

const argoTemplate = (at: string) => [
  `${at}/templates[]/container/image`,
  `${at}/templates[]/script/image`,
  `${at}/templates[]/sidecars[]/image`,
  `${at}/templateDefaults/container/image`,
  `${at}/templateDefaults/script/image`,
  `${at}/templateDefaults/sidecars[]/image`,
];
const tektonTask = (at: string) => [`${at}/steps[]/image`, `${at}/sidecars[]/image`, `${at}/stepTemplate/image`];
const tektonPipeline = (at: string) => [
  ...tektonTask(`${at}/tasks[]/taskSpec`),
  ...tektonTask(`${at}/finally[]/taskSpec`),
];
const confluent = ['spec/image/application', 'spec/image/init'];
const spark = (at: string) => [
  `${at}/image`,
  ...['driver', 'executor'].flatMap((role) => [`${at}/${role}/image`, `${at}/${role}/sidecars[]/image`]),
];

export const knownFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'argoproj.io': {
    Workflow: argoTemplate('spec'),
    WorkflowTemplate: argoTemplate('spec'),
    ClusterWorkflowTemplate: argoTemplate('spec'),
    CronWorkflow: argoTemplate('spec/workflowSpec'),
    EventSource: ['spec/template/container/image'],
    Sensor: ['spec/template/container/image'],
  },
  'tekton.dev': {
    Task: tektonTask('spec'),
    ClusterTask: tektonTask('spec'),
    StepAction: ['spec/image'],
    TaskRun: tektonTask('spec/taskSpec'),
    Pipeline: tektonPipeline('spec'),
    PipelineRun: tektonPipeline('spec/pipelineSpec'),
  },
  'kafka.strimzi.io': {
    Kafka: [
      'spec/kafka/image',
      'spec/zookeeper/image',
      'spec/entityOperator/topicOperator/image',
      'spec/entityOperator/userOperator/image',
      'spec/entityOperator/tlsSidecar/image',
      'spec/kafkaExporter/image',
      'spec/cruiseControl/image',
    ],
    KafkaConnect: ['spec/image'],
    KafkaBridge: ['spec/image'],
    KafkaMirrorMaker: ['spec/image'],
    KafkaMirrorMaker2: ['spec/image'],
  },
  'platform.confluent.io': {
    Connect: confluent,
    ControlCenter: confluent,
    Kafka: confluent,
    KafkaRestProxy: confluent,
    KRaftController: confluent,
    KsqlDB: confluent,
    SchemaRegistry: confluent,
    Zookeeper: confluent,
  },
  'monitoring.coreos.com': {
    Alertmanager: ['spec/image'],
    Prometheus: ['spec/image', 'spec/thanos/image'],
    PrometheusAgent: ['spec/image'],
    ThanosRuler: ['spec/image'],
  },
  'sparkoperator.k8s.io': {
    SparkApplication: spark('spec'),
    ScheduledSparkApplication: spark('spec/template'),
  },
  'flink.apache.org': { FlinkDeployment: ['spec/image'] },
  'opentelemetry.io': { OpenTelemetryCollector: ['spec/image'] },
  'postgresql.cnpg.io': { Cluster: ['spec/imageName'] },
  'apps.kruise.io': { ImagePullJob: ['spec/image'] },
  'kubevirt.io': {
    VirtualMachine: ['spec/template/spec/volumes[]/containerDisk/image'],
    VirtualMachineInstance: ['spec/volumes[]/containerDisk/image'],
  },
};

/** Config Connector: whatever is called `image`. */
export const isConfigConnector = (group: string): boolean => group.endsWith('.cnrm.cloud.google.com');

/** Kinds in which Skaffold takes every key named `image`, as `Kind.group`. */
export const selectorKinds: ReadonlySet<string> = new Set([
  ...['Pod', 'Service'],
  ...['DaemonSet.apps', 'Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps'],
  ...['DaemonSet.extensions', 'Deployment.extensions', 'ReplicaSet.extensions'],
  ...['CronJob.batch', 'Job.batch'],
  ...['Service.serving.knative.dev', 'Fleet.agones.dev', 'GameServer.agones.dev'],
  ...['Rollout', 'Workflow', 'CronWorkflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'].map(
    (kind) => `${kind}.argoproj.io`,
  ),
  ...['Job.run.googleapis.com', 'WorkerPool.run.googleapis.com'],
]);
