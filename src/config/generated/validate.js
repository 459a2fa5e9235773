// Made of src/config/config.schema.ts by "npm run gen". Do not edit.
"use strict";
export const validate = validate10;
export default validate10;
const schema11 = {"type":"object","properties":{"apiVersion":{"type":"string","const":"orchestrator/v1"},"kind":{"type":"string","const":"Config"},"metadata":{"type":"object","properties":{"name":{"type":"string"},"labels":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"annotations":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}}},"additionalProperties":false},"build":{"default":{},"allOf":[{"$ref":"#/definitions/Build"}]},"manifests":{"default":{},"allOf":[{"$ref":"#/definitions/Manifests"}]},"deploy":{"default":{},"allOf":[{"$ref":"#/definitions/Deploy"}]},"resourceSelector":{"type":"object","properties":{"allow":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}},"deny":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}}},"additionalProperties":false},"registries":{"type":"array","items":{"type":"object","properties":{"host":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"},"insecure":{"type":"boolean"},"mirrors":{"type":"array","items":{"type":"string","pattern":"^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$"}},"caFile":{"type":"string"},"certFile":{"type":"string"},"keyFile":{"type":"string"},"realms":{"type":"array","items":{"type":"string","pattern":"^https:\\/\\/[^/?#@]+\\/?$"}},"uploadHosts":{"type":"array","items":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}}},"required":["host"],"additionalProperties":false}},"registry":{"type":"object","properties":{"port":{"default":5080,"type":"integer","minimum":1,"maximum":65535},"maxSize":{"type":"string","pattern":"^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$"}},"additionalProperties":false},"lock":{"type":"object","properties":{"refresh":{"type":"string","pattern":"^[1-9][0-9]{0,3}[hd]$"}},"additionalProperties":false},"portForward":{},"verify":{},"customActions":{},"profiles":{"type":"array","items":{"$ref":"#/definitions/Profile"}}},"required":["apiVersion","kind"],"additionalProperties":false,"definitions":{"Build":{"type":"object","properties":{"artifacts":{"type":"array","items":{"$ref":"#/definitions/Artifact"}},"tagPolicy":{"type":"object","properties":{"gitCommit":{"anyOf":[{"type":"object","properties":{"variant":{"type":"string"},"prefix":{"type":"string"},"ignoreChanges":{"type":"boolean"}},"additionalProperties":false},{"type":"null"}]},"sha256":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"envTemplate":{"type":"object","properties":{"template":{"type":"string"}},"required":["template"],"additionalProperties":false},"dateTime":{"anyOf":[{"type":"object","properties":{"format":{"type":"string"},"timezone":{"type":"string"}},"additionalProperties":false},{"type":"null"}]},"inputDigest":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"customTemplate":{"type":"object","properties":{"template":{"type":"string"},"components":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"gitCommit":{"anyOf":[{"type":"object","properties":{"variant":{"type":"string"},"prefix":{"type":"string"},"ignoreChanges":{"type":"boolean"}},"additionalProperties":false},{"type":"null"}]},"sha256":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"envTemplate":{"type":"object","properties":{"template":{"type":"string"}},"required":["template"],"additionalProperties":false},"dateTime":{"anyOf":[{"type":"object","properties":{"format":{"type":"string"},"timezone":{"type":"string"}},"additionalProperties":false},{"type":"null"}]},"inputDigest":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]}},"required":["name"],"additionalProperties":false}}},"required":["template"],"additionalProperties":false}},"additionalProperties":false},"local":{"type":"object","properties":{"push":{"type":"boolean"},"concurrency":{"type":"integer","minimum":0,"maximum":9007199254740991},"tryImportMissing":{"type":"boolean"},"useDockerCLI":{"type":"boolean"},"builder":{"type":"string"},"useBuildkit":{"type":"boolean"}},"additionalProperties":false},"platforms":{"type":"array","items":{"type":"string"}},"insecureRegistries":{"type":"array","items":{"type":"string"}},"hooks":{"allOf":[{"$ref":"#/definitions/BuildHooks"}]}},"additionalProperties":false},"Artifact":{"type":"object","properties":{"image":{"type":"string"},"context":{"default":".","type":"string"},"platforms":{"type":"array","items":{"type":"string"}},"runtimeType":{"type":"string"},"alsoPush":{"type":"array","items":{"type":"string"}},"requires":{"type":"array","items":{"type":"object","properties":{"image":{"type":"string"},"alias":{"type":"string"}},"required":["image"],"additionalProperties":false}},"hooks":{"allOf":[{"$ref":"#/definitions/BuildHooks"}]},"sync":{},"docker":{"type":"object","properties":{"dockerfile":{"default":"Dockerfile","type":"string"},"target":{"type":"string"},"buildArgs":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":["string","null"]}},"network":{"type":"string"},"addHost":{"type":"array","items":{"type":"string"}},"cacheFrom":{"type":"array","items":{"type":"string"}},"cliFlags":{"type":"array","items":{"type":"string"}},"pullParent":{"type":"boolean"},"noCache":{"type":"boolean"},"squash":{"type":"boolean"},"secrets":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"src":{"type":"string"},"env":{"type":"string"}},"required":["id"],"additionalProperties":false}},"ssh":{"type":"string"},"labels":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"buildx":{"type":"boolean"}},"additionalProperties":false},"custom":{"type":"object","properties":{"buildCommand":{"type":"string"},"dependencies":{"type":"object","properties":{"dockerfile":{"type":"object","properties":{"path":{"type":"string"},"buildArgs":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":["string","null"]}}},"additionalProperties":false},"command":{"type":"string"},"paths":{"type":"array","items":{"type":"string"}},"ignore":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}},"additionalProperties":false},"layers":{"type":"object","properties":{"base":{"default":"scratch","type":"string"},"files":{"default":[],"type":"array","items":{"type":"object","properties":{"src":{"type":"string","not":{"const":""}},"dest":{"type":"string","pattern":"^\\/.*"},"ignore":{"type":"array","items":{"type":"string"}},"owner":{"default":"0:0","type":"string","pattern":"^\\d{1,10}:\\d{1,10}$"},"mode":{"anyOf":[{"type":"string","pattern":"^[0-7]{3,4}$"},{"type":"integer","minimum":0,"maximum":4095}]},"platforms":{"type":"array","items":{"type":"string"}}},"required":["src","dest"],"additionalProperties":false}},"env":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"entrypoint":{"type":"array","items":{"type":"string"}},"cmd":{"type":"array","items":{"type":"string"}},"user":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}]},"workingDir":{"type":"string","pattern":"^\\/.*"},"ports":{"type":"array","items":{"anyOf":[{"type":"string","pattern":"^\\d{1,5}(?:\\/(?:tcp|udp|sctp))?$"},{"type":"integer","minimum":1,"maximum":65535}]}},"labels":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"compression":{"default":"gzip","type":"string","enum":["gzip","none"]}},"additionalProperties":false}},"required":["image"],"additionalProperties":false},"BuildHooks":{"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}}},"additionalProperties":false},"Manifests":{"type":"object","properties":{"rawYaml":{"type":"array","items":{"type":"string"}},"images":{"type":"array","items":{"type":"object","properties":{"kind":{"type":"string"},"group":{"type":"string"},"path":{"type":"string"}},"required":["kind","path"],"additionalProperties":false}},"hooks":{"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}},"required":["host"],"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"},"withChange":{"type":"boolean"}},"required":["command"],"additionalProperties":false}},"required":["host"],"additionalProperties":false}}},"additionalProperties":false},"limits":{"allOf":[{"$ref":"#/definitions/ManifestLimits"}]},"allowedRegistries":{"minItems":1,"type":"array","items":{"type":"string"}},"output":{}},"additionalProperties":false},"ManifestLimits":{"type":"object","properties":{"documentLength":{"type":"integer","minimum":1,"maximum":9007199254740991},"documentNodes":{"type":"integer","minimum":1,"maximum":9007199254740991},"aliasedNodes":{"type":"integer","minimum":1,"maximum":9007199254740991}},"additionalProperties":false},"Deploy":{"type":"object","properties":{"directory":{"type":"object","properties":{"path":{"default":"deployed","type":"string"}},"additionalProperties":false},"kubectl":{"allOf":[{"$ref":"#/definitions/Kubectl"}]},"kpt":{},"docker":{},"cloudrun":{},"kubeContext":{"type":"string"},"statusCheck":{"type":"boolean"},"statusCheckDeadlineSeconds":{"type":"integer","minimum":0,"maximum":9007199254740991},"tolerateFailuresUntilDeadline":{"type":"boolean"},"readiness":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"ready":{"type":"array","items":{"anyOf":[{"type":"object","properties":{"condition":{"type":"string"},"status":{"type":"string","enum":["True","False","Unknown"]}},"required":["condition"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"values":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"boolean"}]}}},"required":["field","values"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"sameAs":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}},"required":["field","sameAs"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"exists":{"type":"boolean","const":true}},"required":["field","exists"],"additionalProperties":false}]}},"failed":{"type":"array","items":{"anyOf":[{"type":"object","properties":{"condition":{"type":"string"},"status":{"type":"string","enum":["True","False","Unknown"]}},"required":["condition"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"values":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"boolean"}]}}},"required":["field","values"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"sameAs":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}},"required":["field","sameAs"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"exists":{"type":"boolean","const":true}},"required":["field","exists"],"additionalProperties":false}]}}},"required":["groupKind"],"additionalProperties":false}},"logs":{}},"additionalProperties":false},"Kubectl":{"type":"object","properties":{"flags":{"type":"object","properties":{"global":{"type":"array","items":{"type":"string"}},"apply":{"type":"array","items":{"type":"string"}},"delete":{"type":"array","items":{"type":"string"}},"disableValidation":{"type":"boolean"}},"additionalProperties":false},"defaultNamespace":{"type":"string"},"hooks":{"allOf":[{"$ref":"#/definitions/DeployHooks"}]}},"additionalProperties":false},"DeployHooks":{"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false},"container":{"type":"object","properties":{"podName":{"type":"string"},"containerName":{"type":"string"},"command":{"minItems":1,"type":"array","items":{"type":"string"}}},"required":["command"],"additionalProperties":false}},"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false},"container":{"type":"object","properties":{"podName":{"type":"string"},"containerName":{"type":"string"},"command":{"minItems":1,"type":"array","items":{"type":"string"}}},"required":["command"],"additionalProperties":false}},"additionalProperties":false}}},"additionalProperties":false},"Profile":{"type":"object","properties":{"name":{"type":"string"},"activation":{"type":"array","items":{"type":"object","properties":{"env":{"type":"string"},"kubeContext":{"type":"string"},"command":{"type":"string"}},"additionalProperties":false}},"requiresAllActivations":{"type":"boolean"},"patches":{"type":"array","items":{"type":"object","properties":{"op":{"default":"replace","type":"string","enum":["add","remove","replace","move","copy","test"]},"path":{"type":"string"},"from":{"type":"string"},"value":{}},"required":["path"],"additionalProperties":false}},"build":{"allOf":[{"$ref":"#/definitions/Build"}]},"manifests":{"allOf":[{"$ref":"#/definitions/Manifests"}]},"deploy":{"allOf":[{"$ref":"#/definitions/Deploy"}]},"resourceSelector":{"type":"object","properties":{"allow":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}},"deny":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}}},"additionalProperties":false},"registries":{"type":"array","items":{"type":"object","properties":{"host":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"},"insecure":{"type":"boolean"},"mirrors":{"type":"array","items":{"type":"string","pattern":"^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$"}},"caFile":{"type":"string"},"certFile":{"type":"string"},"keyFile":{"type":"string"},"realms":{"type":"array","items":{"type":"string","pattern":"^https:\\/\\/[^/?#@]+\\/?$"}},"uploadHosts":{"type":"array","items":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}}},"required":["host"],"additionalProperties":false}},"registry":{"type":"object","properties":{"port":{"default":5080,"type":"integer","minimum":1,"maximum":65535},"maxSize":{"type":"string","pattern":"^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$"}},"additionalProperties":false},"lock":{"type":"object","properties":{"refresh":{"type":"string","pattern":"^[1-9][0-9]{0,3}[hd]$"}},"additionalProperties":false},"portForward":{},"verify":{},"customActions":{}},"required":["name"],"additionalProperties":false}}};
const func2 = Object.prototype.hasOwnProperty;
const schema12 = {"type":"object","properties":{"artifacts":{"type":"array","items":{"$ref":"#/definitions/Artifact"}},"tagPolicy":{"type":"object","properties":{"gitCommit":{"anyOf":[{"type":"object","properties":{"variant":{"type":"string"},"prefix":{"type":"string"},"ignoreChanges":{"type":"boolean"}},"additionalProperties":false},{"type":"null"}]},"sha256":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"envTemplate":{"type":"object","properties":{"template":{"type":"string"}},"required":["template"],"additionalProperties":false},"dateTime":{"anyOf":[{"type":"object","properties":{"format":{"type":"string"},"timezone":{"type":"string"}},"additionalProperties":false},{"type":"null"}]},"inputDigest":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"customTemplate":{"type":"object","properties":{"template":{"type":"string"},"components":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"gitCommit":{"anyOf":[{"type":"object","properties":{"variant":{"type":"string"},"prefix":{"type":"string"},"ignoreChanges":{"type":"boolean"}},"additionalProperties":false},{"type":"null"}]},"sha256":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]},"envTemplate":{"type":"object","properties":{"template":{"type":"string"}},"required":["template"],"additionalProperties":false},"dateTime":{"anyOf":[{"type":"object","properties":{"format":{"type":"string"},"timezone":{"type":"string"}},"additionalProperties":false},{"type":"null"}]},"inputDigest":{"anyOf":[{"type":"object","properties":{},"additionalProperties":false},{"type":"null"}]}},"required":["name"],"additionalProperties":false}}},"required":["template"],"additionalProperties":false}},"additionalProperties":false},"local":{"type":"object","properties":{"push":{"type":"boolean"},"concurrency":{"type":"integer","minimum":0,"maximum":9007199254740991},"tryImportMissing":{"type":"boolean"},"useDockerCLI":{"type":"boolean"},"builder":{"type":"string"},"useBuildkit":{"type":"boolean"}},"additionalProperties":false},"platforms":{"type":"array","items":{"type":"string"}},"insecureRegistries":{"type":"array","items":{"type":"string"}},"hooks":{"allOf":[{"$ref":"#/definitions/BuildHooks"}]}},"additionalProperties":false};
const schema14 = {"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}}},"additionalProperties":false};
const schema13 = {"type":"object","properties":{"image":{"type":"string"},"context":{"default":".","type":"string"},"platforms":{"type":"array","items":{"type":"string"}},"runtimeType":{"type":"string"},"alsoPush":{"type":"array","items":{"type":"string"}},"requires":{"type":"array","items":{"type":"object","properties":{"image":{"type":"string"},"alias":{"type":"string"}},"required":["image"],"additionalProperties":false}},"hooks":{"allOf":[{"$ref":"#/definitions/BuildHooks"}]},"sync":{},"docker":{"type":"object","properties":{"dockerfile":{"default":"Dockerfile","type":"string"},"target":{"type":"string"},"buildArgs":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":["string","null"]}},"network":{"type":"string"},"addHost":{"type":"array","items":{"type":"string"}},"cacheFrom":{"type":"array","items":{"type":"string"}},"cliFlags":{"type":"array","items":{"type":"string"}},"pullParent":{"type":"boolean"},"noCache":{"type":"boolean"},"squash":{"type":"boolean"},"secrets":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"src":{"type":"string"},"env":{"type":"string"}},"required":["id"],"additionalProperties":false}},"ssh":{"type":"string"},"labels":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"buildx":{"type":"boolean"}},"additionalProperties":false},"custom":{"type":"object","properties":{"buildCommand":{"type":"string"},"dependencies":{"type":"object","properties":{"dockerfile":{"type":"object","properties":{"path":{"type":"string"},"buildArgs":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":["string","null"]}}},"additionalProperties":false},"command":{"type":"string"},"paths":{"type":"array","items":{"type":"string"}},"ignore":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}},"additionalProperties":false},"layers":{"type":"object","properties":{"base":{"default":"scratch","type":"string"},"files":{"default":[],"type":"array","items":{"type":"object","properties":{"src":{"type":"string","not":{"const":""}},"dest":{"type":"string","pattern":"^\\/.*"},"ignore":{"type":"array","items":{"type":"string"}},"owner":{"default":"0:0","type":"string","pattern":"^\\d{1,10}:\\d{1,10}$"},"mode":{"anyOf":[{"type":"string","pattern":"^[0-7]{3,4}$"},{"type":"integer","minimum":0,"maximum":4095}]},"platforms":{"type":"array","items":{"type":"string"}}},"required":["src","dest"],"additionalProperties":false}},"env":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"entrypoint":{"type":"array","items":{"type":"string"}},"cmd":{"type":"array","items":{"type":"string"}},"user":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}]},"workingDir":{"type":"string","pattern":"^\\/.*"},"ports":{"type":"array","items":{"anyOf":[{"type":"string","pattern":"^\\d{1,5}(?:\\/(?:tcp|udp|sctp))?$"},{"type":"integer","minimum":1,"maximum":65535}]}},"labels":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"type":"string"}},"compression":{"default":"gzip","type":"string","enum":["gzip","none"]}},"additionalProperties":false}},"required":["image"],"additionalProperties":false};
const pattern0 = new RegExp("^\\/.*", "u");
const pattern1 = new RegExp("^\\d{1,10}:\\d{1,10}$", "u");
const pattern2 = new RegExp("^[0-7]{3,4}$", "u");
const pattern4 = new RegExp("^\\d{1,5}(?:\\/(?:tcp|udp|sctp))?$", "u");

function validate12(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.context === undefined){
data.context = ".";
}
if(data.image === undefined){
const err0 = {instancePath,keyword:"required",params:{missingProperty: "image"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema13.properties, key0))){
const err1 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.image !== undefined){
if(typeof data.image !== "string"){
const err2 = {instancePath:instancePath+"/image",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(typeof data.context !== "string"){
const err3 = {instancePath:instancePath+"/context",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.platforms !== undefined){
let data2 = data.platforms;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
if(typeof data2[i0] !== "string"){
const err4 = {instancePath:instancePath+"/platforms/" + i0,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/platforms",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.runtimeType !== undefined){
if(typeof data.runtimeType !== "string"){
const err6 = {instancePath:instancePath+"/runtimeType",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.alsoPush !== undefined){
let data5 = data.alsoPush;
if(Array.isArray(data5)){
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
if(typeof data5[i1] !== "string"){
const err7 = {instancePath:instancePath+"/alsoPush/" + i1,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/alsoPush",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.requires !== undefined){
let data7 = data.requires;
if(Array.isArray(data7)){
const len2 = data7.length;
for(let i2=0; i2<len2; i2++){
let data8 = data7[i2];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.image === undefined){
const err9 = {instancePath:instancePath+"/requires/" + i2,keyword:"required",params:{missingProperty: "image"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key1 in data8){
if(!((key1 === "image") || (key1 === "alias"))){
const err10 = {instancePath:instancePath+"/requires/" + i2,keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data8.image !== undefined){
if(typeof data8.image !== "string"){
const err11 = {instancePath:instancePath+"/requires/" + i2+"/image",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data8.alias !== undefined){
if(typeof data8.alias !== "string"){
const err12 = {instancePath:instancePath+"/requires/" + i2+"/alias",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/requires/" + i2,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/requires",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.hooks !== undefined){
let data11 = data.hooks;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key2 in data11){
if(!((key2 === "before") || (key2 === "after"))){
const err15 = {instancePath:instancePath+"/hooks",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data11.before !== undefined){
let data12 = data11.before;
if(Array.isArray(data12)){
const len3 = data12.length;
for(let i3=0; i3<len3; i3++){
let data13 = data12[i3];
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(data13.command === undefined){
const err16 = {instancePath:instancePath+"/hooks/before/" + i3,keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
for(const key3 in data13){
if(!(((key3 === "command") || (key3 === "os")) || (key3 === "dir"))){
const err17 = {instancePath:instancePath+"/hooks/before/" + i3,keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data13.command !== undefined){
let data14 = data13.command;
if(Array.isArray(data14)){
if(data14.length < 1){
const err18 = {instancePath:instancePath+"/hooks/before/" + i3+"/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len4 = data14.length;
for(let i4=0; i4<len4; i4++){
if(typeof data14[i4] !== "string"){
const err19 = {instancePath:instancePath+"/hooks/before/" + i3+"/command/" + i4,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/hooks/before/" + i3+"/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data13.os !== undefined){
let data16 = data13.os;
if(Array.isArray(data16)){
const len5 = data16.length;
for(let i5=0; i5<len5; i5++){
if(typeof data16[i5] !== "string"){
const err21 = {instancePath:instancePath+"/hooks/before/" + i3+"/os/" + i5,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/hooks/before/" + i3+"/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data13.dir !== undefined){
if(typeof data13.dir !== "string"){
const err23 = {instancePath:instancePath+"/hooks/before/" + i3+"/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath:instancePath+"/hooks/before/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/hooks/before",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data11.after !== undefined){
let data19 = data11.after;
if(Array.isArray(data19)){
const len6 = data19.length;
for(let i6=0; i6<len6; i6++){
let data20 = data19[i6];
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if(data20.command === undefined){
const err26 = {instancePath:instancePath+"/hooks/after/" + i6,keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
for(const key4 in data20){
if(!(((key4 === "command") || (key4 === "os")) || (key4 === "dir"))){
const err27 = {instancePath:instancePath+"/hooks/after/" + i6,keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data20.command !== undefined){
let data21 = data20.command;
if(Array.isArray(data21)){
if(data21.length < 1){
const err28 = {instancePath:instancePath+"/hooks/after/" + i6+"/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
const len7 = data21.length;
for(let i7=0; i7<len7; i7++){
if(typeof data21[i7] !== "string"){
const err29 = {instancePath:instancePath+"/hooks/after/" + i6+"/command/" + i7,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/hooks/after/" + i6+"/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data20.os !== undefined){
let data23 = data20.os;
if(Array.isArray(data23)){
const len8 = data23.length;
for(let i8=0; i8<len8; i8++){
if(typeof data23[i8] !== "string"){
const err31 = {instancePath:instancePath+"/hooks/after/" + i6+"/os/" + i8,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/hooks/after/" + i6+"/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data20.dir !== undefined){
if(typeof data20.dir !== "string"){
const err33 = {instancePath:instancePath+"/hooks/after/" + i6+"/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/hooks/after/" + i6,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/hooks/after",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/hooks",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.docker !== undefined){
let data26 = data.docker;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
if(data26.dockerfile === undefined){
data26.dockerfile = "Dockerfile";
}
for(const key5 in data26){
if(!(func2.call(schema13.properties.docker.properties, key5))){
const err37 = {instancePath:instancePath+"/docker",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(typeof data26.dockerfile !== "string"){
const err38 = {instancePath:instancePath+"/docker/dockerfile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data26.target !== undefined){
if(typeof data26.target !== "string"){
const err39 = {instancePath:instancePath+"/docker/target",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data26.buildArgs !== undefined){
let data29 = data26.buildArgs;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key6 in data29){
const _errs69 = errors;
if(typeof key6 !== "string"){
const err40 = {instancePath:instancePath+"/docker/buildArgs",keyword:"type",params:{type: "string"},propertyName:key6};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
var valid26 = _errs69 === errors;
if(!valid26){
const err41 = {instancePath:instancePath+"/docker/buildArgs",keyword:"propertyNames",params:{propertyName: key6}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
for(const key7 in data29){
let data30 = data29[key7];
if((typeof data30 !== "string") && (data30 !== null)){
const err42 = {instancePath:instancePath+"/docker/buildArgs/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: schema13.properties.docker.properties.buildArgs.additionalProperties.type}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath:instancePath+"/docker/buildArgs",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data26.network !== undefined){
if(typeof data26.network !== "string"){
const err44 = {instancePath:instancePath+"/docker/network",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data26.addHost !== undefined){
let data32 = data26.addHost;
if(Array.isArray(data32)){
const len9 = data32.length;
for(let i9=0; i9<len9; i9++){
if(typeof data32[i9] !== "string"){
const err45 = {instancePath:instancePath+"/docker/addHost/" + i9,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
else {
const err46 = {instancePath:instancePath+"/docker/addHost",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data26.cacheFrom !== undefined){
let data34 = data26.cacheFrom;
if(Array.isArray(data34)){
const len10 = data34.length;
for(let i10=0; i10<len10; i10++){
if(typeof data34[i10] !== "string"){
const err47 = {instancePath:instancePath+"/docker/cacheFrom/" + i10,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/docker/cacheFrom",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data26.cliFlags !== undefined){
let data36 = data26.cliFlags;
if(Array.isArray(data36)){
const len11 = data36.length;
for(let i11=0; i11<len11; i11++){
if(typeof data36[i11] !== "string"){
const err49 = {instancePath:instancePath+"/docker/cliFlags/" + i11,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/docker/cliFlags",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data26.pullParent !== undefined){
if(typeof data26.pullParent !== "boolean"){
const err51 = {instancePath:instancePath+"/docker/pullParent",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data26.noCache !== undefined){
if(typeof data26.noCache !== "boolean"){
const err52 = {instancePath:instancePath+"/docker/noCache",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data26.squash !== undefined){
if(typeof data26.squash !== "boolean"){
const err53 = {instancePath:instancePath+"/docker/squash",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data26.secrets !== undefined){
let data41 = data26.secrets;
if(Array.isArray(data41)){
const len12 = data41.length;
for(let i12=0; i12<len12; i12++){
let data42 = data41[i12];
if(data42 && typeof data42 == "object" && !Array.isArray(data42)){
if(data42.id === undefined){
const err54 = {instancePath:instancePath+"/docker/secrets/" + i12,keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
for(const key8 in data42){
if(!(((key8 === "id") || (key8 === "src")) || (key8 === "env"))){
const err55 = {instancePath:instancePath+"/docker/secrets/" + i12,keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data42.id !== undefined){
if(typeof data42.id !== "string"){
const err56 = {instancePath:instancePath+"/docker/secrets/" + i12+"/id",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data42.src !== undefined){
if(typeof data42.src !== "string"){
const err57 = {instancePath:instancePath+"/docker/secrets/" + i12+"/src",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data42.env !== undefined){
if(typeof data42.env !== "string"){
const err58 = {instancePath:instancePath+"/docker/secrets/" + i12+"/env",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
else {
const err59 = {instancePath:instancePath+"/docker/secrets/" + i12,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/docker/secrets",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data26.ssh !== undefined){
if(typeof data26.ssh !== "string"){
const err61 = {instancePath:instancePath+"/docker/ssh",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data26.labels !== undefined){
let data47 = data26.labels;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
for(const key9 in data47){
const _errs109 = errors;
if(typeof key9 !== "string"){
const err62 = {instancePath:instancePath+"/docker/labels",keyword:"type",params:{type: "string"},propertyName:key9};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
var valid37 = _errs109 === errors;
if(!valid37){
const err63 = {instancePath:instancePath+"/docker/labels",keyword:"propertyNames",params:{propertyName: key9}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
for(const key10 in data47){
if(typeof data47[key10] !== "string"){
const err64 = {instancePath:instancePath+"/docker/labels/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/docker/labels",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data26.buildx !== undefined){
if(typeof data26.buildx !== "boolean"){
const err66 = {instancePath:instancePath+"/docker/buildx",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/docker",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data.custom !== undefined){
let data50 = data.custom;
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
for(const key11 in data50){
if(!((key11 === "buildCommand") || (key11 === "dependencies"))){
const err68 = {instancePath:instancePath+"/custom",keyword:"additionalProperties",params:{additionalProperty: key11}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data50.buildCommand !== undefined){
if(typeof data50.buildCommand !== "string"){
const err69 = {instancePath:instancePath+"/custom/buildCommand",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data50.dependencies !== undefined){
let data52 = data50.dependencies;
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
for(const key12 in data52){
if(!((((key12 === "dockerfile") || (key12 === "command")) || (key12 === "paths")) || (key12 === "ignore"))){
const err70 = {instancePath:instancePath+"/custom/dependencies",keyword:"additionalProperties",params:{additionalProperty: key12}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data52.dockerfile !== undefined){
let data53 = data52.dockerfile;
if(data53 && typeof data53 == "object" && !Array.isArray(data53)){
for(const key13 in data53){
if(!((key13 === "path") || (key13 === "buildArgs"))){
const err71 = {instancePath:instancePath+"/custom/dependencies/dockerfile",keyword:"additionalProperties",params:{additionalProperty: key13}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data53.path !== undefined){
if(typeof data53.path !== "string"){
const err72 = {instancePath:instancePath+"/custom/dependencies/dockerfile/path",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data53.buildArgs !== undefined){
let data55 = data53.buildArgs;
if(data55 && typeof data55 == "object" && !Array.isArray(data55)){
for(const key14 in data55){
const _errs131 = errors;
if(typeof key14 !== "string"){
const err73 = {instancePath:instancePath+"/custom/dependencies/dockerfile/buildArgs",keyword:"type",params:{type: "string"},propertyName:key14};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
var valid42 = _errs131 === errors;
if(!valid42){
const err74 = {instancePath:instancePath+"/custom/dependencies/dockerfile/buildArgs",keyword:"propertyNames",params:{propertyName: key14}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
for(const key15 in data55){
let data56 = data55[key15];
if((typeof data56 !== "string") && (data56 !== null)){
const err75 = {instancePath:instancePath+"/custom/dependencies/dockerfile/buildArgs/" + key15.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: schema13.properties.custom.properties.dependencies.properties.dockerfile.properties.buildArgs.additionalProperties.type}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
else {
const err76 = {instancePath:instancePath+"/custom/dependencies/dockerfile/buildArgs",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
}
else {
const err77 = {instancePath:instancePath+"/custom/dependencies/dockerfile",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data52.command !== undefined){
if(typeof data52.command !== "string"){
const err78 = {instancePath:instancePath+"/custom/dependencies/command",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data52.paths !== undefined){
let data58 = data52.paths;
if(Array.isArray(data58)){
const len13 = data58.length;
for(let i13=0; i13<len13; i13++){
if(typeof data58[i13] !== "string"){
const err79 = {instancePath:instancePath+"/custom/dependencies/paths/" + i13,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
}
else {
const err80 = {instancePath:instancePath+"/custom/dependencies/paths",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data52.ignore !== undefined){
let data60 = data52.ignore;
if(Array.isArray(data60)){
const len14 = data60.length;
for(let i14=0; i14<len14; i14++){
if(typeof data60[i14] !== "string"){
const err81 = {instancePath:instancePath+"/custom/dependencies/ignore/" + i14,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
}
else {
const err82 = {instancePath:instancePath+"/custom/dependencies/ignore",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
}
else {
const err83 = {instancePath:instancePath+"/custom/dependencies",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/custom",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data.layers !== undefined){
let data62 = data.layers;
if(data62 && typeof data62 == "object" && !Array.isArray(data62)){
if(data62.base === undefined){
data62.base = "scratch";
}
if(data62.files === undefined){
data62.files = [];
}
if(data62.compression === undefined){
data62.compression = "gzip";
}
for(const key16 in data62){
if(!(func2.call(schema13.properties.layers.properties, key16))){
const err85 = {instancePath:instancePath+"/layers",keyword:"additionalProperties",params:{additionalProperty: key16}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
if(typeof data62.base !== "string"){
const err86 = {instancePath:instancePath+"/layers/base",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
let data64 = data62.files;
if(Array.isArray(data64)){
const len15 = data64.length;
for(let i15=0; i15<len15; i15++){
let data65 = data64[i15];
if(data65 && typeof data65 == "object" && !Array.isArray(data65)){
if(data65.owner === undefined){
data65.owner = "0:0";
}
if(data65.src === undefined){
const err87 = {instancePath:instancePath+"/layers/files/" + i15,keyword:"required",params:{missingProperty: "src"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
if(data65.dest === undefined){
const err88 = {instancePath:instancePath+"/layers/files/" + i15,keyword:"required",params:{missingProperty: "dest"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
for(const key17 in data65){
if(!((((((key17 === "src") || (key17 === "dest")) || (key17 === "ignore")) || (key17 === "owner")) || (key17 === "mode")) || (key17 === "platforms"))){
const err89 = {instancePath:instancePath+"/layers/files/" + i15,keyword:"additionalProperties",params:{additionalProperty: key17}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data65.src !== undefined){
let data66 = data65.src;
if(typeof data66 !== "string"){
const err90 = {instancePath:instancePath+"/layers/files/" + i15+"/src",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
const _errs158 = errors;
const _errs159 = errors;
if("" !== data66){
const err91 = {};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
var valid52 = _errs159 === errors;
if(valid52){
const err92 = {instancePath:instancePath+"/layers/files/" + i15+"/src",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
else {
errors = _errs158;
if(vErrors !== null){
if(_errs158){
vErrors.length = _errs158;
}
else {
vErrors = null;
}
}
}
}
if(data65.dest !== undefined){
let data67 = data65.dest;
if(typeof data67 === "string"){
if(!pattern0.test(data67)){
const err93 = {instancePath:instancePath+"/layers/files/" + i15+"/dest",keyword:"pattern",params:{pattern: "^\\/.*"}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
else {
const err94 = {instancePath:instancePath+"/layers/files/" + i15+"/dest",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data65.ignore !== undefined){
let data68 = data65.ignore;
if(Array.isArray(data68)){
const len16 = data68.length;
for(let i16=0; i16<len16; i16++){
if(typeof data68[i16] !== "string"){
const err95 = {instancePath:instancePath+"/layers/files/" + i15+"/ignore/" + i16,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
}
else {
const err96 = {instancePath:instancePath+"/layers/files/" + i15+"/ignore",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
let data70 = data65.owner;
if(typeof data70 === "string"){
if(!pattern1.test(data70)){
const err97 = {instancePath:instancePath+"/layers/files/" + i15+"/owner",keyword:"pattern",params:{pattern: "^\\d{1,10}:\\d{1,10}$"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/layers/files/" + i15+"/owner",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
if(data65.mode !== undefined){
let data71 = data65.mode;
const _errs169 = errors;
let valid55 = false;
const _errs170 = errors;
if(typeof data71 === "string"){
if(!pattern2.test(data71)){
const err99 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"pattern",params:{pattern: "^[0-7]{3,4}$"}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
else {
const err100 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
var _valid0 = _errs170 === errors;
valid55 = valid55 || _valid0;
if(!valid55){
const _errs172 = errors;
if(!(((typeof data71 == "number") && (!(data71 % 1) && !isNaN(data71))) && (isFinite(data71)))){
const err101 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
if((typeof data71 == "number") && (isFinite(data71))){
if(data71 > 4095 || isNaN(data71)){
const err102 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"maximum",params:{comparison: "<=", limit: 4095}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
if(data71 < 0 || isNaN(data71)){
const err103 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
var _valid0 = _errs172 === errors;
valid55 = valid55 || _valid0;
}
if(!valid55){
const err104 = {instancePath:instancePath+"/layers/files/" + i15+"/mode",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
else {
errors = _errs169;
if(vErrors !== null){
if(_errs169){
vErrors.length = _errs169;
}
else {
vErrors = null;
}
}
}
}
if(data65.platforms !== undefined){
let data72 = data65.platforms;
if(Array.isArray(data72)){
const len17 = data72.length;
for(let i17=0; i17<len17; i17++){
if(typeof data72[i17] !== "string"){
const err105 = {instancePath:instancePath+"/layers/files/" + i15+"/platforms/" + i17,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
}
else {
const err106 = {instancePath:instancePath+"/layers/files/" + i15+"/platforms",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
}
else {
const err107 = {instancePath:instancePath+"/layers/files/" + i15,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
}
else {
const err108 = {instancePath:instancePath+"/layers/files",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
if(data62.env !== undefined){
let data74 = data62.env;
if(data74 && typeof data74 == "object" && !Array.isArray(data74)){
for(const key18 in data74){
const _errs180 = errors;
if(typeof key18 !== "string"){
const err109 = {instancePath:instancePath+"/layers/env",keyword:"type",params:{type: "string"},propertyName:key18};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
var valid58 = _errs180 === errors;
if(!valid58){
const err110 = {instancePath:instancePath+"/layers/env",keyword:"propertyNames",params:{propertyName: key18}};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
for(const key19 in data74){
if(typeof data74[key19] !== "string"){
const err111 = {instancePath:instancePath+"/layers/env/" + key19.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
}
else {
const err112 = {instancePath:instancePath+"/layers/env",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data62.entrypoint !== undefined){
let data76 = data62.entrypoint;
if(Array.isArray(data76)){
const len18 = data76.length;
for(let i18=0; i18<len18; i18++){
if(typeof data76[i18] !== "string"){
const err113 = {instancePath:instancePath+"/layers/entrypoint/" + i18,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
}
else {
const err114 = {instancePath:instancePath+"/layers/entrypoint",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
if(data62.cmd !== undefined){
let data78 = data62.cmd;
if(Array.isArray(data78)){
const len19 = data78.length;
for(let i19=0; i19<len19; i19++){
if(typeof data78[i19] !== "string"){
const err115 = {instancePath:instancePath+"/layers/cmd/" + i19,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
}
else {
const err116 = {instancePath:instancePath+"/layers/cmd",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
if(data62.user !== undefined){
let data80 = data62.user;
const _errs194 = errors;
let valid64 = false;
const _errs195 = errors;
if(typeof data80 !== "string"){
const err117 = {instancePath:instancePath+"/layers/user",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
var _valid1 = _errs195 === errors;
valid64 = valid64 || _valid1;
if(!valid64){
const _errs197 = errors;
if(!(((typeof data80 == "number") && (!(data80 % 1) && !isNaN(data80))) && (isFinite(data80)))){
const err118 = {instancePath:instancePath+"/layers/user",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
if((typeof data80 == "number") && (isFinite(data80))){
if(data80 > 9007199254740991 || isNaN(data80)){
const err119 = {instancePath:instancePath+"/layers/user",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
if(data80 < -9007199254740991 || isNaN(data80)){
const err120 = {instancePath:instancePath+"/layers/user",keyword:"minimum",params:{comparison: ">=", limit: -9007199254740991}};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
var _valid1 = _errs197 === errors;
valid64 = valid64 || _valid1;
}
if(!valid64){
const err121 = {instancePath:instancePath+"/layers/user",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
else {
errors = _errs194;
if(vErrors !== null){
if(_errs194){
vErrors.length = _errs194;
}
else {
vErrors = null;
}
}
}
}
if(data62.workingDir !== undefined){
let data81 = data62.workingDir;
if(typeof data81 === "string"){
if(!pattern0.test(data81)){
const err122 = {instancePath:instancePath+"/layers/workingDir",keyword:"pattern",params:{pattern: "^\\/.*"}};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
else {
const err123 = {instancePath:instancePath+"/layers/workingDir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
if(data62.ports !== undefined){
let data82 = data62.ports;
if(Array.isArray(data82)){
const len20 = data82.length;
for(let i20=0; i20<len20; i20++){
let data83 = data82[i20];
const _errs204 = errors;
let valid67 = false;
const _errs205 = errors;
if(typeof data83 === "string"){
if(!pattern4.test(data83)){
const err124 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"pattern",params:{pattern: "^\\d{1,5}(?:\\/(?:tcp|udp|sctp))?$"}};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
else {
const err125 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
var _valid2 = _errs205 === errors;
valid67 = valid67 || _valid2;
if(!valid67){
const _errs207 = errors;
if(!(((typeof data83 == "number") && (!(data83 % 1) && !isNaN(data83))) && (isFinite(data83)))){
const err126 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
if((typeof data83 == "number") && (isFinite(data83))){
if(data83 > 65535 || isNaN(data83)){
const err127 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
if(data83 < 1 || isNaN(data83)){
const err128 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
}
var _valid2 = _errs207 === errors;
valid67 = valid67 || _valid2;
}
if(!valid67){
const err129 = {instancePath:instancePath+"/layers/ports/" + i20,keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
else {
errors = _errs204;
if(vErrors !== null){
if(_errs204){
vErrors.length = _errs204;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err130 = {instancePath:instancePath+"/layers/ports",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
if(data62.labels !== undefined){
let data84 = data62.labels;
if(data84 && typeof data84 == "object" && !Array.isArray(data84)){
for(const key20 in data84){
const _errs211 = errors;
if(typeof key20 !== "string"){
const err131 = {instancePath:instancePath+"/layers/labels",keyword:"type",params:{type: "string"},propertyName:key20};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
var valid68 = _errs211 === errors;
if(!valid68){
const err132 = {instancePath:instancePath+"/layers/labels",keyword:"propertyNames",params:{propertyName: key20}};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
for(const key21 in data84){
if(typeof data84[key21] !== "string"){
const err133 = {instancePath:instancePath+"/layers/labels/" + key21.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
}
else {
const err134 = {instancePath:instancePath+"/layers/labels",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
let data86 = data62.compression;
if(typeof data86 !== "string"){
const err135 = {instancePath:instancePath+"/layers/compression",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
if(!((data86 === "gzip") || (data86 === "none"))){
const err136 = {instancePath:instancePath+"/layers/compression",keyword:"enum",params:{allowedValues: schema13.properties.layers.properties.compression.enum}};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
else {
const err137 = {instancePath:instancePath+"/layers",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
}
else {
const err138 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
validate12.errors = vErrors;
return errors === 0;
}


function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "artifacts") || (key0 === "tagPolicy")) || (key0 === "local")) || (key0 === "platforms")) || (key0 === "insecureRegistries")) || (key0 === "hooks"))){
const err0 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.artifacts !== undefined){
let data0 = data.artifacts;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate12(data0[i0], {instancePath:instancePath+"/artifacts/" + i0,parentData:data0,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate12.errors : vErrors.concat(validate12.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath:instancePath+"/artifacts",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.tagPolicy !== undefined){
let data2 = data.tagPolicy;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!((((((key1 === "gitCommit") || (key1 === "sha256")) || (key1 === "envTemplate")) || (key1 === "dateTime")) || (key1 === "inputDigest")) || (key1 === "customTemplate"))){
const err2 = {instancePath:instancePath+"/tagPolicy",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data2.gitCommit !== undefined){
let data3 = data2.gitCommit;
const _errs9 = errors;
let valid4 = false;
const _errs10 = errors;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
if(!(((key2 === "variant") || (key2 === "prefix")) || (key2 === "ignoreChanges"))){
const err3 = {instancePath:instancePath+"/tagPolicy/gitCommit",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data3.variant !== undefined){
if(typeof data3.variant !== "string"){
const err4 = {instancePath:instancePath+"/tagPolicy/gitCommit/variant",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data3.prefix !== undefined){
if(typeof data3.prefix !== "string"){
const err5 = {instancePath:instancePath+"/tagPolicy/gitCommit/prefix",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data3.ignoreChanges !== undefined){
if(typeof data3.ignoreChanges !== "boolean"){
const err6 = {instancePath:instancePath+"/tagPolicy/gitCommit/ignoreChanges",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/tagPolicy/gitCommit",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var _valid0 = _errs10 === errors;
valid4 = valid4 || _valid0;
if(!valid4){
const _errs19 = errors;
if(data3 !== null){
const err8 = {instancePath:instancePath+"/tagPolicy/gitCommit",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var _valid0 = _errs19 === errors;
valid4 = valid4 || _valid0;
}
if(!valid4){
const err9 = {instancePath:instancePath+"/tagPolicy/gitCommit",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
else {
errors = _errs9;
if(vErrors !== null){
if(_errs9){
vErrors.length = _errs9;
}
else {
vErrors = null;
}
}
}
}
if(data2.sha256 !== undefined){
let data7 = data2.sha256;
const _errs22 = errors;
let valid6 = false;
const _errs23 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key3 in data7){
const err10 = {instancePath:instancePath+"/tagPolicy/sha256",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/tagPolicy/sha256",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var _valid1 = _errs23 === errors;
valid6 = valid6 || _valid1;
if(!valid6){
const _errs26 = errors;
if(data7 !== null){
const err12 = {instancePath:instancePath+"/tagPolicy/sha256",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
var _valid1 = _errs26 === errors;
valid6 = valid6 || _valid1;
}
if(!valid6){
const err13 = {instancePath:instancePath+"/tagPolicy/sha256",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
else {
errors = _errs22;
if(vErrors !== null){
if(_errs22){
vErrors.length = _errs22;
}
else {
vErrors = null;
}
}
}
}
if(data2.envTemplate !== undefined){
let data8 = data2.envTemplate;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.template === undefined){
const err14 = {instancePath:instancePath+"/tagPolicy/envTemplate",keyword:"required",params:{missingProperty: "template"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
for(const key4 in data8){
if(!(key4 === "template")){
const err15 = {instancePath:instancePath+"/tagPolicy/envTemplate",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data8.template !== undefined){
if(typeof data8.template !== "string"){
const err16 = {instancePath:instancePath+"/tagPolicy/envTemplate/template",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/tagPolicy/envTemplate",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data2.dateTime !== undefined){
let data10 = data2.dateTime;
const _errs34 = errors;
let valid8 = false;
const _errs35 = errors;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key5 in data10){
if(!((key5 === "format") || (key5 === "timezone"))){
const err18 = {instancePath:instancePath+"/tagPolicy/dateTime",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data10.format !== undefined){
if(typeof data10.format !== "string"){
const err19 = {instancePath:instancePath+"/tagPolicy/dateTime/format",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data10.timezone !== undefined){
if(typeof data10.timezone !== "string"){
const err20 = {instancePath:instancePath+"/tagPolicy/dateTime/timezone",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/tagPolicy/dateTime",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
var _valid2 = _errs35 === errors;
valid8 = valid8 || _valid2;
if(!valid8){
const _errs42 = errors;
if(data10 !== null){
const err22 = {instancePath:instancePath+"/tagPolicy/dateTime",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
var _valid2 = _errs42 === errors;
valid8 = valid8 || _valid2;
}
if(!valid8){
const err23 = {instancePath:instancePath+"/tagPolicy/dateTime",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
else {
errors = _errs34;
if(vErrors !== null){
if(_errs34){
vErrors.length = _errs34;
}
else {
vErrors = null;
}
}
}
}
if(data2.inputDigest !== undefined){
let data13 = data2.inputDigest;
const _errs45 = errors;
let valid10 = false;
const _errs46 = errors;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key6 in data13){
const err24 = {instancePath:instancePath+"/tagPolicy/inputDigest",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/tagPolicy/inputDigest",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
var _valid3 = _errs46 === errors;
valid10 = valid10 || _valid3;
if(!valid10){
const _errs49 = errors;
if(data13 !== null){
const err26 = {instancePath:instancePath+"/tagPolicy/inputDigest",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
var _valid3 = _errs49 === errors;
valid10 = valid10 || _valid3;
}
if(!valid10){
const err27 = {instancePath:instancePath+"/tagPolicy/inputDigest",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
else {
errors = _errs45;
if(vErrors !== null){
if(_errs45){
vErrors.length = _errs45;
}
else {
vErrors = null;
}
}
}
}
if(data2.customTemplate !== undefined){
let data14 = data2.customTemplate;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
if(data14.template === undefined){
const err28 = {instancePath:instancePath+"/tagPolicy/customTemplate",keyword:"required",params:{missingProperty: "template"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
for(const key7 in data14){
if(!((key7 === "template") || (key7 === "components"))){
const err29 = {instancePath:instancePath+"/tagPolicy/customTemplate",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data14.template !== undefined){
if(typeof data14.template !== "string"){
const err30 = {instancePath:instancePath+"/tagPolicy/customTemplate/template",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data14.components !== undefined){
let data16 = data14.components;
if(Array.isArray(data16)){
const len1 = data16.length;
for(let i1=0; i1<len1; i1++){
let data17 = data16[i1];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.name === undefined){
const err31 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1,keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key8 in data17){
if(!((((((key8 === "name") || (key8 === "gitCommit")) || (key8 === "sha256")) || (key8 === "envTemplate")) || (key8 === "dateTime")) || (key8 === "inputDigest"))){
const err32 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1,keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data17.name !== undefined){
if(typeof data17.name !== "string"){
const err33 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/name",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data17.gitCommit !== undefined){
let data19 = data17.gitCommit;
const _errs64 = errors;
let valid15 = false;
const _errs65 = errors;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key9 in data19){
if(!(((key9 === "variant") || (key9 === "prefix")) || (key9 === "ignoreChanges"))){
const err34 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit",keyword:"additionalProperties",params:{additionalProperty: key9}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data19.variant !== undefined){
if(typeof data19.variant !== "string"){
const err35 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit/variant",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data19.prefix !== undefined){
if(typeof data19.prefix !== "string"){
const err36 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit/prefix",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data19.ignoreChanges !== undefined){
if(typeof data19.ignoreChanges !== "boolean"){
const err37 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit/ignoreChanges",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
var _valid4 = _errs65 === errors;
valid15 = valid15 || _valid4;
if(!valid15){
const _errs74 = errors;
if(data19 !== null){
const err39 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
var _valid4 = _errs74 === errors;
valid15 = valid15 || _valid4;
}
if(!valid15){
const err40 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/gitCommit",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
else {
errors = _errs64;
if(vErrors !== null){
if(_errs64){
vErrors.length = _errs64;
}
else {
vErrors = null;
}
}
}
}
if(data17.sha256 !== undefined){
let data23 = data17.sha256;
const _errs77 = errors;
let valid17 = false;
const _errs78 = errors;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key10 in data23){
const err41 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/sha256",keyword:"additionalProperties",params:{additionalProperty: key10}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
else {
const err42 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/sha256",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
var _valid5 = _errs78 === errors;
valid17 = valid17 || _valid5;
if(!valid17){
const _errs81 = errors;
if(data23 !== null){
const err43 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/sha256",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
var _valid5 = _errs81 === errors;
valid17 = valid17 || _valid5;
}
if(!valid17){
const err44 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/sha256",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
else {
errors = _errs77;
if(vErrors !== null){
if(_errs77){
vErrors.length = _errs77;
}
else {
vErrors = null;
}
}
}
}
if(data17.envTemplate !== undefined){
let data24 = data17.envTemplate;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24.template === undefined){
const err45 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/envTemplate",keyword:"required",params:{missingProperty: "template"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
for(const key11 in data24){
if(!(key11 === "template")){
const err46 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/envTemplate",keyword:"additionalProperties",params:{additionalProperty: key11}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data24.template !== undefined){
if(typeof data24.template !== "string"){
const err47 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/envTemplate/template",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/envTemplate",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data17.dateTime !== undefined){
let data26 = data17.dateTime;
const _errs89 = errors;
let valid19 = false;
const _errs90 = errors;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
for(const key12 in data26){
if(!((key12 === "format") || (key12 === "timezone"))){
const err49 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime",keyword:"additionalProperties",params:{additionalProperty: key12}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data26.format !== undefined){
if(typeof data26.format !== "string"){
const err50 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime/format",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data26.timezone !== undefined){
if(typeof data26.timezone !== "string"){
const err51 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime/timezone",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
else {
const err52 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
var _valid6 = _errs90 === errors;
valid19 = valid19 || _valid6;
if(!valid19){
const _errs97 = errors;
if(data26 !== null){
const err53 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
var _valid6 = _errs97 === errors;
valid19 = valid19 || _valid6;
}
if(!valid19){
const err54 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/dateTime",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
else {
errors = _errs89;
if(vErrors !== null){
if(_errs89){
vErrors.length = _errs89;
}
else {
vErrors = null;
}
}
}
}
if(data17.inputDigest !== undefined){
let data29 = data17.inputDigest;
const _errs100 = errors;
let valid21 = false;
const _errs101 = errors;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key13 in data29){
const err55 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/inputDigest",keyword:"additionalProperties",params:{additionalProperty: key13}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
else {
const err56 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/inputDigest",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
var _valid7 = _errs101 === errors;
valid21 = valid21 || _valid7;
if(!valid21){
const _errs104 = errors;
if(data29 !== null){
const err57 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/inputDigest",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
var _valid7 = _errs104 === errors;
valid21 = valid21 || _valid7;
}
if(!valid21){
const err58 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1+"/inputDigest",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
else {
errors = _errs100;
if(vErrors !== null){
if(_errs100){
vErrors.length = _errs100;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err59 = {instancePath:instancePath+"/tagPolicy/customTemplate/components/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/tagPolicy/customTemplate/components",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
}
else {
const err61 = {instancePath:instancePath+"/tagPolicy/customTemplate",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
else {
const err62 = {instancePath:instancePath+"/tagPolicy",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data.local !== undefined){
let data30 = data.local;
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
for(const key14 in data30){
if(!((((((key14 === "push") || (key14 === "concurrency")) || (key14 === "tryImportMissing")) || (key14 === "useDockerCLI")) || (key14 === "builder")) || (key14 === "useBuildkit"))){
const err63 = {instancePath:instancePath+"/local",keyword:"additionalProperties",params:{additionalProperty: key14}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data30.push !== undefined){
if(typeof data30.push !== "boolean"){
const err64 = {instancePath:instancePath+"/local/push",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data30.concurrency !== undefined){
let data32 = data30.concurrency;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err65 = {instancePath:instancePath+"/local/concurrency",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 9007199254740991 || isNaN(data32)){
const err66 = {instancePath:instancePath+"/local/concurrency",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if(data32 < 0 || isNaN(data32)){
const err67 = {instancePath:instancePath+"/local/concurrency",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
if(data30.tryImportMissing !== undefined){
if(typeof data30.tryImportMissing !== "boolean"){
const err68 = {instancePath:instancePath+"/local/tryImportMissing",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data30.useDockerCLI !== undefined){
if(typeof data30.useDockerCLI !== "boolean"){
const err69 = {instancePath:instancePath+"/local/useDockerCLI",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data30.builder !== undefined){
if(typeof data30.builder !== "string"){
const err70 = {instancePath:instancePath+"/local/builder",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data30.useBuildkit !== undefined){
if(typeof data30.useBuildkit !== "boolean"){
const err71 = {instancePath:instancePath+"/local/useBuildkit",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
}
else {
const err72 = {instancePath:instancePath+"/local",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data.platforms !== undefined){
let data37 = data.platforms;
if(Array.isArray(data37)){
const len2 = data37.length;
for(let i2=0; i2<len2; i2++){
if(typeof data37[i2] !== "string"){
const err73 = {instancePath:instancePath+"/platforms/" + i2,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
}
else {
const err74 = {instancePath:instancePath+"/platforms",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data.insecureRegistries !== undefined){
let data39 = data.insecureRegistries;
if(Array.isArray(data39)){
const len3 = data39.length;
for(let i3=0; i3<len3; i3++){
if(typeof data39[i3] !== "string"){
const err75 = {instancePath:instancePath+"/insecureRegistries/" + i3,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
else {
const err76 = {instancePath:instancePath+"/insecureRegistries",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data.hooks !== undefined){
let data41 = data.hooks;
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
for(const key15 in data41){
if(!((key15 === "before") || (key15 === "after"))){
const err77 = {instancePath:instancePath+"/hooks",keyword:"additionalProperties",params:{additionalProperty: key15}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data41.before !== undefined){
let data42 = data41.before;
if(Array.isArray(data42)){
const len4 = data42.length;
for(let i4=0; i4<len4; i4++){
let data43 = data42[i4];
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
if(data43.command === undefined){
const err78 = {instancePath:instancePath+"/hooks/before/" + i4,keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
for(const key16 in data43){
if(!(((key16 === "command") || (key16 === "os")) || (key16 === "dir"))){
const err79 = {instancePath:instancePath+"/hooks/before/" + i4,keyword:"additionalProperties",params:{additionalProperty: key16}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
if(data43.command !== undefined){
let data44 = data43.command;
if(Array.isArray(data44)){
if(data44.length < 1){
const err80 = {instancePath:instancePath+"/hooks/before/" + i4+"/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
const len5 = data44.length;
for(let i5=0; i5<len5; i5++){
if(typeof data44[i5] !== "string"){
const err81 = {instancePath:instancePath+"/hooks/before/" + i4+"/command/" + i5,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
}
else {
const err82 = {instancePath:instancePath+"/hooks/before/" + i4+"/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
if(data43.os !== undefined){
let data46 = data43.os;
if(Array.isArray(data46)){
const len6 = data46.length;
for(let i6=0; i6<len6; i6++){
if(typeof data46[i6] !== "string"){
const err83 = {instancePath:instancePath+"/hooks/before/" + i4+"/os/" + i6,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/hooks/before/" + i4+"/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data43.dir !== undefined){
if(typeof data43.dir !== "string"){
const err85 = {instancePath:instancePath+"/hooks/before/" + i4+"/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
else {
const err86 = {instancePath:instancePath+"/hooks/before/" + i4,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
}
else {
const err87 = {instancePath:instancePath+"/hooks/before",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data41.after !== undefined){
let data49 = data41.after;
if(Array.isArray(data49)){
const len7 = data49.length;
for(let i7=0; i7<len7; i7++){
let data50 = data49[i7];
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
if(data50.command === undefined){
const err88 = {instancePath:instancePath+"/hooks/after/" + i7,keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
for(const key17 in data50){
if(!(((key17 === "command") || (key17 === "os")) || (key17 === "dir"))){
const err89 = {instancePath:instancePath+"/hooks/after/" + i7,keyword:"additionalProperties",params:{additionalProperty: key17}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data50.command !== undefined){
let data51 = data50.command;
if(Array.isArray(data51)){
if(data51.length < 1){
const err90 = {instancePath:instancePath+"/hooks/after/" + i7+"/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
const len8 = data51.length;
for(let i8=0; i8<len8; i8++){
if(typeof data51[i8] !== "string"){
const err91 = {instancePath:instancePath+"/hooks/after/" + i7+"/command/" + i8,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/hooks/after/" + i7+"/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data50.os !== undefined){
let data53 = data50.os;
if(Array.isArray(data53)){
const len9 = data53.length;
for(let i9=0; i9<len9; i9++){
if(typeof data53[i9] !== "string"){
const err93 = {instancePath:instancePath+"/hooks/after/" + i7+"/os/" + i9,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
}
else {
const err94 = {instancePath:instancePath+"/hooks/after/" + i7+"/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data50.dir !== undefined){
if(typeof data50.dir !== "string"){
const err95 = {instancePath:instancePath+"/hooks/after/" + i7+"/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
}
else {
const err96 = {instancePath:instancePath+"/hooks/after/" + i7,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
}
else {
const err97 = {instancePath:instancePath+"/hooks/after",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
}
else {
const err98 = {instancePath:instancePath+"/hooks",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
else {
const err99 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
validate11.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":"object","properties":{"rawYaml":{"type":"array","items":{"type":"string"}},"images":{"type":"array","items":{"type":"object","properties":{"kind":{"type":"string"},"group":{"type":"string"},"path":{"type":"string"}},"required":["kind","path"],"additionalProperties":false}},"hooks":{"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false}},"required":["host"],"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"},"withChange":{"type":"boolean"}},"required":["command"],"additionalProperties":false}},"required":["host"],"additionalProperties":false}}},"additionalProperties":false},"limits":{"allOf":[{"$ref":"#/definitions/ManifestLimits"}]},"allowedRegistries":{"minItems":1,"type":"array","items":{"type":"string"}},"output":{}},"additionalProperties":false};
const schema17 = {"type":"object","properties":{"documentLength":{"type":"integer","minimum":1,"maximum":9007199254740991},"documentNodes":{"type":"integer","minimum":1,"maximum":9007199254740991},"aliasedNodes":{"type":"integer","minimum":1,"maximum":9007199254740991}},"additionalProperties":false};

function validate15(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "rawYaml") || (key0 === "images")) || (key0 === "hooks")) || (key0 === "limits")) || (key0 === "allowedRegistries")) || (key0 === "output"))){
const err0 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.rawYaml !== undefined){
let data0 = data.rawYaml;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(typeof data0[i0] !== "string"){
const err1 = {instancePath:instancePath+"/rawYaml/" + i0,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
}
else {
const err2 = {instancePath:instancePath+"/rawYaml",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.images !== undefined){
let data2 = data.images;
if(Array.isArray(data2)){
const len1 = data2.length;
for(let i1=0; i1<len1; i1++){
let data3 = data2[i1];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.kind === undefined){
const err3 = {instancePath:instancePath+"/images/" + i1,keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data3.path === undefined){
const err4 = {instancePath:instancePath+"/images/" + i1,keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data3){
if(!(((key1 === "kind") || (key1 === "group")) || (key1 === "path"))){
const err5 = {instancePath:instancePath+"/images/" + i1,keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data3.kind !== undefined){
if(typeof data3.kind !== "string"){
const err6 = {instancePath:instancePath+"/images/" + i1+"/kind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data3.group !== undefined){
if(typeof data3.group !== "string"){
const err7 = {instancePath:instancePath+"/images/" + i1+"/group",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data3.path !== undefined){
if(typeof data3.path !== "string"){
const err8 = {instancePath:instancePath+"/images/" + i1+"/path",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/images/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/images",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.hooks !== undefined){
let data7 = data.hooks;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key2 in data7){
if(!((key2 === "before") || (key2 === "after"))){
const err11 = {instancePath:instancePath+"/hooks",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data7.before !== undefined){
let data8 = data7.before;
if(Array.isArray(data8)){
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
let data9 = data8[i2];
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.host === undefined){
const err12 = {instancePath:instancePath+"/hooks/before/" + i2,keyword:"required",params:{missingProperty: "host"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
for(const key3 in data9){
if(!(key3 === "host")){
const err13 = {instancePath:instancePath+"/hooks/before/" + i2,keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data9.host !== undefined){
let data10 = data9.host;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(data10.command === undefined){
const err14 = {instancePath:instancePath+"/hooks/before/" + i2+"/host",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
for(const key4 in data10){
if(!(((key4 === "command") || (key4 === "os")) || (key4 === "dir"))){
const err15 = {instancePath:instancePath+"/hooks/before/" + i2+"/host",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data10.command !== undefined){
let data11 = data10.command;
if(Array.isArray(data11)){
if(data11.length < 1){
const err16 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len3 = data11.length;
for(let i3=0; i3<len3; i3++){
if(typeof data11[i3] !== "string"){
const err17 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/command/" + i3,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data10.os !== undefined){
let data13 = data10.os;
if(Array.isArray(data13)){
const len4 = data13.length;
for(let i4=0; i4<len4; i4++){
if(typeof data13[i4] !== "string"){
const err19 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/os/" + i4,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data10.dir !== undefined){
if(typeof data10.dir !== "string"){
const err21 = {instancePath:instancePath+"/hooks/before/" + i2+"/host/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/hooks/before/" + i2+"/host",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/hooks/before/" + i2,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath:instancePath+"/hooks/before",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data7.after !== undefined){
let data16 = data7.after;
if(Array.isArray(data16)){
const len5 = data16.length;
for(let i5=0; i5<len5; i5++){
let data17 = data16[i5];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.host === undefined){
const err25 = {instancePath:instancePath+"/hooks/after/" + i5,keyword:"required",params:{missingProperty: "host"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
for(const key5 in data17){
if(!(key5 === "host")){
const err26 = {instancePath:instancePath+"/hooks/after/" + i5,keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data17.host !== undefined){
let data18 = data17.host;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.command === undefined){
const err27 = {instancePath:instancePath+"/hooks/after/" + i5+"/host",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
for(const key6 in data18){
if(!((((key6 === "command") || (key6 === "os")) || (key6 === "dir")) || (key6 === "withChange"))){
const err28 = {instancePath:instancePath+"/hooks/after/" + i5+"/host",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data18.command !== undefined){
let data19 = data18.command;
if(Array.isArray(data19)){
if(data19.length < 1){
const err29 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
const len6 = data19.length;
for(let i6=0; i6<len6; i6++){
if(typeof data19[i6] !== "string"){
const err30 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/command/" + i6,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data18.os !== undefined){
let data21 = data18.os;
if(Array.isArray(data21)){
const len7 = data21.length;
for(let i7=0; i7<len7; i7++){
if(typeof data21[i7] !== "string"){
const err32 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/os/" + i7,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data18.dir !== undefined){
if(typeof data18.dir !== "string"){
const err34 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data18.withChange !== undefined){
if(typeof data18.withChange !== "boolean"){
const err35 = {instancePath:instancePath+"/hooks/after/" + i5+"/host/withChange",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/hooks/after/" + i5+"/host",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/hooks/after/" + i5,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/hooks/after",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/hooks",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.limits !== undefined){
let data25 = data.limits;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
for(const key7 in data25){
if(!(((key7 === "documentLength") || (key7 === "documentNodes")) || (key7 === "aliasedNodes"))){
const err40 = {instancePath:instancePath+"/limits",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data25.documentLength !== undefined){
let data26 = data25.documentLength;
if(!(((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26))) && (isFinite(data26)))){
const err41 = {instancePath:instancePath+"/limits/documentLength",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if((typeof data26 == "number") && (isFinite(data26))){
if(data26 > 9007199254740991 || isNaN(data26)){
const err42 = {instancePath:instancePath+"/limits/documentLength",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(data26 < 1 || isNaN(data26)){
const err43 = {instancePath:instancePath+"/limits/documentLength",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data25.documentNodes !== undefined){
let data27 = data25.documentNodes;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
const err44 = {instancePath:instancePath+"/limits/documentNodes",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 > 9007199254740991 || isNaN(data27)){
const err45 = {instancePath:instancePath+"/limits/documentNodes",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data27 < 1 || isNaN(data27)){
const err46 = {instancePath:instancePath+"/limits/documentNodes",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
if(data25.aliasedNodes !== undefined){
let data28 = data25.aliasedNodes;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
const err47 = {instancePath:instancePath+"/limits/aliasedNodes",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 > 9007199254740991 || isNaN(data28)){
const err48 = {instancePath:instancePath+"/limits/aliasedNodes",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(data28 < 1 || isNaN(data28)){
const err49 = {instancePath:instancePath+"/limits/aliasedNodes",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
}
else {
const err50 = {instancePath:instancePath+"/limits",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data.allowedRegistries !== undefined){
let data29 = data.allowedRegistries;
if(Array.isArray(data29)){
if(data29.length < 1){
const err51 = {instancePath:instancePath+"/allowedRegistries",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
const len8 = data29.length;
for(let i8=0; i8<len8; i8++){
if(typeof data29[i8] !== "string"){
const err52 = {instancePath:instancePath+"/allowedRegistries/" + i8,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath:instancePath+"/allowedRegistries",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
validate15.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","properties":{"directory":{"type":"object","properties":{"path":{"default":"deployed","type":"string"}},"additionalProperties":false},"kubectl":{"allOf":[{"$ref":"#/definitions/Kubectl"}]},"kpt":{},"docker":{},"cloudrun":{},"kubeContext":{"type":"string"},"statusCheck":{"type":"boolean"},"statusCheckDeadlineSeconds":{"type":"integer","minimum":0,"maximum":9007199254740991},"tolerateFailuresUntilDeadline":{"type":"boolean"},"readiness":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"ready":{"type":"array","items":{"anyOf":[{"type":"object","properties":{"condition":{"type":"string"},"status":{"type":"string","enum":["True","False","Unknown"]}},"required":["condition"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"values":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"boolean"}]}}},"required":["field","values"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"sameAs":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}},"required":["field","sameAs"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"exists":{"type":"boolean","const":true}},"required":["field","exists"],"additionalProperties":false}]}},"failed":{"type":"array","items":{"anyOf":[{"type":"object","properties":{"condition":{"type":"string"},"status":{"type":"string","enum":["True","False","Unknown"]}},"required":["condition"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"values":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"boolean"}]}}},"required":["field","values"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"sameAs":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}},"required":["field","sameAs"],"additionalProperties":false},{"type":"object","properties":{"field":{"type":"string","pattern":"^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"},"exists":{"type":"boolean","const":true}},"required":["field","exists"],"additionalProperties":false}]}}},"required":["groupKind"],"additionalProperties":false}},"logs":{}},"additionalProperties":false};
const schema19 = {"type":"object","properties":{"flags":{"type":"object","properties":{"global":{"type":"array","items":{"type":"string"}},"apply":{"type":"array","items":{"type":"string"}},"delete":{"type":"array","items":{"type":"string"}},"disableValidation":{"type":"boolean"}},"additionalProperties":false},"defaultNamespace":{"type":"string"},"hooks":{"allOf":[{"$ref":"#/definitions/DeployHooks"}]}},"additionalProperties":false};
const schema20 = {"type":"object","properties":{"before":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false},"container":{"type":"object","properties":{"podName":{"type":"string"},"containerName":{"type":"string"},"command":{"minItems":1,"type":"array","items":{"type":"string"}}},"required":["command"],"additionalProperties":false}},"additionalProperties":false}},"after":{"type":"array","items":{"type":"object","properties":{"host":{"type":"object","properties":{"command":{"minItems":1,"type":"array","items":{"type":"string"}},"os":{"type":"array","items":{"type":"string"}},"dir":{"type":"string"}},"required":["command"],"additionalProperties":false},"container":{"type":"object","properties":{"podName":{"type":"string"},"containerName":{"type":"string"},"command":{"minItems":1,"type":"array","items":{"type":"string"}}},"required":["command"],"additionalProperties":false}},"additionalProperties":false}}},"additionalProperties":false};

function validate18(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "flags") || (key0 === "defaultNamespace")) || (key0 === "hooks"))){
const err0 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.flags !== undefined){
let data0 = data.flags;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!((((key1 === "global") || (key1 === "apply")) || (key1 === "delete")) || (key1 === "disableValidation"))){
const err1 = {instancePath:instancePath+"/flags",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data0.global !== undefined){
let data1 = data0.global;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err2 = {instancePath:instancePath+"/flags/global/" + i0,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath:instancePath+"/flags/global",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.apply !== undefined){
let data3 = data0.apply;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
if(typeof data3[i1] !== "string"){
const err4 = {instancePath:instancePath+"/flags/apply/" + i1,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/flags/apply",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data0.delete !== undefined){
let data5 = data0.delete;
if(Array.isArray(data5)){
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
if(typeof data5[i2] !== "string"){
const err6 = {instancePath:instancePath+"/flags/delete/" + i2,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/flags/delete",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data0.disableValidation !== undefined){
if(typeof data0.disableValidation !== "boolean"){
const err8 = {instancePath:instancePath+"/flags/disableValidation",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/flags",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.defaultNamespace !== undefined){
if(typeof data.defaultNamespace !== "string"){
const err10 = {instancePath:instancePath+"/defaultNamespace",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.hooks !== undefined){
let data9 = data.hooks;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key2 in data9){
if(!((key2 === "before") || (key2 === "after"))){
const err11 = {instancePath:instancePath+"/hooks",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data9.before !== undefined){
let data10 = data9.before;
if(Array.isArray(data10)){
const len3 = data10.length;
for(let i3=0; i3<len3; i3++){
let data11 = data10[i3];
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
if(!((key3 === "host") || (key3 === "container"))){
const err12 = {instancePath:instancePath+"/hooks/before/" + i3,keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data11.host !== undefined){
let data12 = data11.host;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.command === undefined){
const err13 = {instancePath:instancePath+"/hooks/before/" + i3+"/host",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key4 in data12){
if(!(((key4 === "command") || (key4 === "os")) || (key4 === "dir"))){
const err14 = {instancePath:instancePath+"/hooks/before/" + i3+"/host",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data12.command !== undefined){
let data13 = data12.command;
if(Array.isArray(data13)){
if(data13.length < 1){
const err15 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len4 = data13.length;
for(let i4=0; i4<len4; i4++){
if(typeof data13[i4] !== "string"){
const err16 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/command/" + i4,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data12.os !== undefined){
let data15 = data12.os;
if(Array.isArray(data15)){
const len5 = data15.length;
for(let i5=0; i5<len5; i5++){
if(typeof data15[i5] !== "string"){
const err18 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/os/" + i5,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data12.dir !== undefined){
if(typeof data12.dir !== "string"){
const err20 = {instancePath:instancePath+"/hooks/before/" + i3+"/host/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/hooks/before/" + i3+"/host",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data11.container !== undefined){
let data18 = data11.container;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.command === undefined){
const err22 = {instancePath:instancePath+"/hooks/before/" + i3+"/container",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
for(const key5 in data18){
if(!(((key5 === "podName") || (key5 === "containerName")) || (key5 === "command"))){
const err23 = {instancePath:instancePath+"/hooks/before/" + i3+"/container",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data18.podName !== undefined){
if(typeof data18.podName !== "string"){
const err24 = {instancePath:instancePath+"/hooks/before/" + i3+"/container/podName",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data18.containerName !== undefined){
if(typeof data18.containerName !== "string"){
const err25 = {instancePath:instancePath+"/hooks/before/" + i3+"/container/containerName",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data18.command !== undefined){
let data21 = data18.command;
if(Array.isArray(data21)){
if(data21.length < 1){
const err26 = {instancePath:instancePath+"/hooks/before/" + i3+"/container/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const len6 = data21.length;
for(let i6=0; i6<len6; i6++){
if(typeof data21[i6] !== "string"){
const err27 = {instancePath:instancePath+"/hooks/before/" + i3+"/container/command/" + i6,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/hooks/before/" + i3+"/container/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/hooks/before/" + i3+"/container",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/hooks/before/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/hooks/before",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data9.after !== undefined){
let data23 = data9.after;
if(Array.isArray(data23)){
const len7 = data23.length;
for(let i7=0; i7<len7; i7++){
let data24 = data23[i7];
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
for(const key6 in data24){
if(!((key6 === "host") || (key6 === "container"))){
const err32 = {instancePath:instancePath+"/hooks/after/" + i7,keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data24.host !== undefined){
let data25 = data24.host;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(data25.command === undefined){
const err33 = {instancePath:instancePath+"/hooks/after/" + i7+"/host",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key7 in data25){
if(!(((key7 === "command") || (key7 === "os")) || (key7 === "dir"))){
const err34 = {instancePath:instancePath+"/hooks/after/" + i7+"/host",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data25.command !== undefined){
let data26 = data25.command;
if(Array.isArray(data26)){
if(data26.length < 1){
const err35 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
const len8 = data26.length;
for(let i8=0; i8<len8; i8++){
if(typeof data26[i8] !== "string"){
const err36 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/command/" + i8,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data25.os !== undefined){
let data28 = data25.os;
if(Array.isArray(data28)){
const len9 = data28.length;
for(let i9=0; i9<len9; i9++){
if(typeof data28[i9] !== "string"){
const err38 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/os/" + i9,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/os",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data25.dir !== undefined){
if(typeof data25.dir !== "string"){
const err40 = {instancePath:instancePath+"/hooks/after/" + i7+"/host/dir",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/hooks/after/" + i7+"/host",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data24.container !== undefined){
let data31 = data24.container;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.command === undefined){
const err42 = {instancePath:instancePath+"/hooks/after/" + i7+"/container",keyword:"required",params:{missingProperty: "command"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
for(const key8 in data31){
if(!(((key8 === "podName") || (key8 === "containerName")) || (key8 === "command"))){
const err43 = {instancePath:instancePath+"/hooks/after/" + i7+"/container",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data31.podName !== undefined){
if(typeof data31.podName !== "string"){
const err44 = {instancePath:instancePath+"/hooks/after/" + i7+"/container/podName",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data31.containerName !== undefined){
if(typeof data31.containerName !== "string"){
const err45 = {instancePath:instancePath+"/hooks/after/" + i7+"/container/containerName",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data31.command !== undefined){
let data34 = data31.command;
if(Array.isArray(data34)){
if(data34.length < 1){
const err46 = {instancePath:instancePath+"/hooks/after/" + i7+"/container/command",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
const len10 = data34.length;
for(let i10=0; i10<len10; i10++){
if(typeof data34[i10] !== "string"){
const err47 = {instancePath:instancePath+"/hooks/after/" + i7+"/container/command/" + i10,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/hooks/after/" + i7+"/container/command",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
else {
const err49 = {instancePath:instancePath+"/hooks/after/" + i7+"/container",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/hooks/after/" + i7,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
else {
const err51 = {instancePath:instancePath+"/hooks/after",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
else {
const err52 = {instancePath:instancePath+"/hooks",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
validate18.errors = vErrors;
return errors === 0;
}

const pattern5 = new RegExp("^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$", "u");

function validate17(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema18.properties, key0))){
const err0 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.directory !== undefined){
let data0 = data.directory;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.path === undefined){
data0.path = "deployed";
}
for(const key1 in data0){
if(!(key1 === "path")){
const err1 = {instancePath:instancePath+"/directory",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(typeof data0.path !== "string"){
const err2 = {instancePath:instancePath+"/directory/path",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/directory",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kubectl !== undefined){
if(!(validate18(data.kubectl, {instancePath:instancePath+"/kubectl",parentData:data,parentDataProperty:"kubectl",rootData}))){
vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
errors = vErrors.length;
}
}
if(data.kubeContext !== undefined){
if(typeof data.kubeContext !== "string"){
const err4 = {instancePath:instancePath+"/kubeContext",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.statusCheck !== undefined){
if(typeof data.statusCheck !== "boolean"){
const err5 = {instancePath:instancePath+"/statusCheck",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.statusCheckDeadlineSeconds !== undefined){
let data5 = data.statusCheckDeadlineSeconds;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err6 = {instancePath:instancePath+"/statusCheckDeadlineSeconds",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 9007199254740991 || isNaN(data5)){
const err7 = {instancePath:instancePath+"/statusCheckDeadlineSeconds",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data5 < 0 || isNaN(data5)){
const err8 = {instancePath:instancePath+"/statusCheckDeadlineSeconds",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
if(data.tolerateFailuresUntilDeadline !== undefined){
if(typeof data.tolerateFailuresUntilDeadline !== "boolean"){
const err9 = {instancePath:instancePath+"/tolerateFailuresUntilDeadline",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.readiness !== undefined){
let data7 = data.readiness;
if(Array.isArray(data7)){
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
let data8 = data7[i0];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.groupKind === undefined){
const err10 = {instancePath:instancePath+"/readiness/" + i0,keyword:"required",params:{missingProperty: "groupKind"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key2 in data8){
if(!(((key2 === "groupKind") || (key2 === "ready")) || (key2 === "failed"))){
const err11 = {instancePath:instancePath+"/readiness/" + i0,keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data8.groupKind !== undefined){
if(typeof data8.groupKind !== "string"){
const err12 = {instancePath:instancePath+"/readiness/" + i0+"/groupKind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data8.ready !== undefined){
let data10 = data8.ready;
if(Array.isArray(data10)){
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
let data11 = data10[i1];
const _errs27 = errors;
let valid8 = false;
const _errs28 = errors;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.condition === undefined){
const err13 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "condition"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key3 in data11){
if(!((key3 === "condition") || (key3 === "status"))){
const err14 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data11.condition !== undefined){
if(typeof data11.condition !== "string"){
const err15 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/condition",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data11.status !== undefined){
let data13 = data11.status;
if(typeof data13 !== "string"){
const err16 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/status",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(!(((data13 === "True") || (data13 === "False")) || (data13 === "Unknown"))){
const err17 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/status",keyword:"enum",params:{allowedValues: schema18.properties.readiness.items.properties.ready.items.anyOf[0].properties.status.enum}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
var _valid0 = _errs28 === errors;
valid8 = valid8 || _valid0;
if(!valid8){
const _errs35 = errors;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.field === undefined){
const err19 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(data11.values === undefined){
const err20 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "values"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
for(const key4 in data11){
if(!((key4 === "field") || (key4 === "values"))){
const err21 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data11.field !== undefined){
let data14 = data11.field;
if(typeof data14 === "string"){
if(!pattern5.test(data14)){
const err22 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data11.values !== undefined){
let data15 = data11.values;
if(Array.isArray(data15)){
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
const _errs43 = errors;
let valid13 = false;
const _errs44 = errors;
if(typeof data16 !== "string"){
const err24 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
var _valid1 = _errs44 === errors;
valid13 = valid13 || _valid1;
if(!valid13){
const _errs46 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err25 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 9007199254740991 || isNaN(data16)){
const err26 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data16 < -9007199254740991 || isNaN(data16)){
const err27 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"minimum",params:{comparison: ">=", limit: -9007199254740991}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
var _valid1 = _errs46 === errors;
valid13 = valid13 || _valid1;
if(!valid13){
const _errs48 = errors;
if(typeof data16 !== "boolean"){
const err28 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
var _valid1 = _errs48 === errors;
valid13 = valid13 || _valid1;
}
}
if(!valid13){
const err29 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values/" + i2,keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
else {
errors = _errs43;
if(vErrors !== null){
if(_errs43){
vErrors.length = _errs43;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err30 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/values",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
var _valid0 = _errs35 === errors;
valid8 = valid8 || _valid0;
if(!valid8){
const _errs50 = errors;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.field === undefined){
const err32 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data11.sameAs === undefined){
const err33 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "sameAs"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key5 in data11){
if(!((key5 === "field") || (key5 === "sameAs"))){
const err34 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data11.field !== undefined){
let data17 = data11.field;
if(typeof data17 === "string"){
if(!pattern5.test(data17)){
const err35 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data11.sameAs !== undefined){
let data18 = data11.sameAs;
if(typeof data18 === "string"){
if(!pattern5.test(data18)){
const err37 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/sameAs",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/sameAs",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
var _valid0 = _errs50 === errors;
valid8 = valid8 || _valid0;
if(!valid8){
const _errs57 = errors;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
if(data11.field === undefined){
const err40 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data11.exists === undefined){
const err41 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"required",params:{missingProperty: "exists"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
for(const key6 in data11){
if(!((key6 === "field") || (key6 === "exists"))){
const err42 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data11.field !== undefined){
let data19 = data11.field;
if(typeof data19 === "string"){
if(!pattern5.test(data19)){
const err43 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
else {
const err44 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data11.exists !== undefined){
let data20 = data11.exists;
if(typeof data20 !== "boolean"){
const err45 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/exists",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(true !== data20){
const err46 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1+"/exists",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
else {
const err47 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
var _valid0 = _errs57 === errors;
valid8 = valid8 || _valid0;
}
}
}
if(!valid8){
const err48 = {instancePath:instancePath+"/readiness/" + i0+"/ready/" + i1,keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
else {
errors = _errs27;
if(vErrors !== null){
if(_errs27){
vErrors.length = _errs27;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err49 = {instancePath:instancePath+"/readiness/" + i0+"/ready",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data8.failed !== undefined){
let data21 = data8.failed;
if(Array.isArray(data21)){
const len3 = data21.length;
for(let i3=0; i3<len3; i3++){
let data22 = data21[i3];
const _errs67 = errors;
let valid18 = false;
const _errs68 = errors;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.condition === undefined){
const err50 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "condition"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
for(const key7 in data22){
if(!((key7 === "condition") || (key7 === "status"))){
const err51 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data22.condition !== undefined){
if(typeof data22.condition !== "string"){
const err52 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/condition",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data22.status !== undefined){
let data24 = data22.status;
if(typeof data24 !== "string"){
const err53 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/status",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(!(((data24 === "True") || (data24 === "False")) || (data24 === "Unknown"))){
const err54 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/status",keyword:"enum",params:{allowedValues: schema18.properties.readiness.items.properties.failed.items.anyOf[0].properties.status.enum}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
var _valid2 = _errs68 === errors;
valid18 = valid18 || _valid2;
if(!valid18){
const _errs75 = errors;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.field === undefined){
const err56 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data22.values === undefined){
const err57 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "values"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
for(const key8 in data22){
if(!((key8 === "field") || (key8 === "values"))){
const err58 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data22.field !== undefined){
let data25 = data22.field;
if(typeof data25 === "string"){
if(!pattern5.test(data25)){
const err59 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
else {
const err60 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data22.values !== undefined){
let data26 = data22.values;
if(Array.isArray(data26)){
const len4 = data26.length;
for(let i4=0; i4<len4; i4++){
let data27 = data26[i4];
const _errs83 = errors;
let valid23 = false;
const _errs84 = errors;
if(typeof data27 !== "string"){
const err61 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
var _valid3 = _errs84 === errors;
valid23 = valid23 || _valid3;
if(!valid23){
const _errs86 = errors;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
const err62 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 > 9007199254740991 || isNaN(data27)){
const err63 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(data27 < -9007199254740991 || isNaN(data27)){
const err64 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"minimum",params:{comparison: ">=", limit: -9007199254740991}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
var _valid3 = _errs86 === errors;
valid23 = valid23 || _valid3;
if(!valid23){
const _errs88 = errors;
if(typeof data27 !== "boolean"){
const err65 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
var _valid3 = _errs88 === errors;
valid23 = valid23 || _valid3;
}
}
if(!valid23){
const err66 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values/" + i4,keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
else {
errors = _errs83;
if(vErrors !== null){
if(_errs83){
vErrors.length = _errs83;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err67 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/values",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
var _valid2 = _errs75 === errors;
valid18 = valid18 || _valid2;
if(!valid18){
const _errs90 = errors;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.field === undefined){
const err69 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
if(data22.sameAs === undefined){
const err70 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "sameAs"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
for(const key9 in data22){
if(!((key9 === "field") || (key9 === "sameAs"))){
const err71 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"additionalProperties",params:{additionalProperty: key9}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data22.field !== undefined){
let data28 = data22.field;
if(typeof data28 === "string"){
if(!pattern5.test(data28)){
const err72 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
else {
const err73 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data22.sameAs !== undefined){
let data29 = data22.sameAs;
if(typeof data29 === "string"){
if(!pattern5.test(data29)){
const err74 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/sameAs",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
else {
const err75 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/sameAs",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
else {
const err76 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
var _valid2 = _errs90 === errors;
valid18 = valid18 || _valid2;
if(!valid18){
const _errs97 = errors;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.field === undefined){
const err77 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "field"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if(data22.exists === undefined){
const err78 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"required",params:{missingProperty: "exists"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
for(const key10 in data22){
if(!((key10 === "field") || (key10 === "exists"))){
const err79 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"additionalProperties",params:{additionalProperty: key10}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
if(data22.field !== undefined){
let data30 = data22.field;
if(typeof data30 === "string"){
if(!pattern5.test(data30)){
const err80 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"pattern",params:{pattern: "^(?:[^.\\\\]|\\\\.)+(?:\\.(?:[^.\\\\]|\\\\.)+)*$"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
else {
const err81 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/field",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data22.exists !== undefined){
let data31 = data22.exists;
if(typeof data31 !== "boolean"){
const err82 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/exists",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
if(true !== data31){
const err83 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3+"/exists",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
var _valid2 = _errs97 === errors;
valid18 = valid18 || _valid2;
}
}
}
if(!valid18){
const err85 = {instancePath:instancePath+"/readiness/" + i0+"/failed/" + i3,keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
else {
errors = _errs67;
if(vErrors !== null){
if(_errs67){
vErrors.length = _errs67;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err86 = {instancePath:instancePath+"/readiness/" + i0+"/failed",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
}
else {
const err87 = {instancePath:instancePath+"/readiness/" + i0,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
}
else {
const err88 = {instancePath:instancePath+"/readiness",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
}
else {
const err89 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
validate17.errors = vErrors;
return errors === 0;
}

const schema21 = {"type":"object","properties":{"name":{"type":"string"},"activation":{"type":"array","items":{"type":"object","properties":{"env":{"type":"string"},"kubeContext":{"type":"string"},"command":{"type":"string"}},"additionalProperties":false}},"requiresAllActivations":{"type":"boolean"},"patches":{"type":"array","items":{"type":"object","properties":{"op":{"default":"replace","type":"string","enum":["add","remove","replace","move","copy","test"]},"path":{"type":"string"},"from":{"type":"string"},"value":{}},"required":["path"],"additionalProperties":false}},"build":{"allOf":[{"$ref":"#/definitions/Build"}]},"manifests":{"allOf":[{"$ref":"#/definitions/Manifests"}]},"deploy":{"allOf":[{"$ref":"#/definitions/Deploy"}]},"resourceSelector":{"type":"object","properties":{"allow":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}},"deny":{"type":"array","items":{"type":"object","properties":{"groupKind":{"type":"string"},"image":{"type":"array","items":{"type":"string"}},"labels":{"type":"array","items":{"type":"string"}},"podSpec":{"type":"array","items":{"type":"string"}}},"required":["groupKind"],"additionalProperties":false}}},"additionalProperties":false},"registries":{"type":"array","items":{"type":"object","properties":{"host":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"},"insecure":{"type":"boolean"},"mirrors":{"type":"array","items":{"type":"string","pattern":"^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$"}},"caFile":{"type":"string"},"certFile":{"type":"string"},"keyFile":{"type":"string"},"realms":{"type":"array","items":{"type":"string","pattern":"^https:\\/\\/[^/?#@]+\\/?$"}},"uploadHosts":{"type":"array","items":{"type":"string","pattern":"^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}}},"required":["host"],"additionalProperties":false}},"registry":{"type":"object","properties":{"port":{"default":5080,"type":"integer","minimum":1,"maximum":65535},"maxSize":{"type":"string","pattern":"^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$"}},"additionalProperties":false},"lock":{"type":"object","properties":{"refresh":{"type":"string","pattern":"^[1-9][0-9]{0,3}[hd]$"}},"additionalProperties":false},"portForward":{},"verify":{},"customActions":{}},"required":["name"],"additionalProperties":false};
const pattern13 = new RegExp("^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$", "u");
const pattern14 = new RegExp("^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$", "u");
const pattern15 = new RegExp("^https:\\/\\/[^/?#@]+\\/?$", "u");
const pattern17 = new RegExp("^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$", "u");
const pattern18 = new RegExp("^[1-9][0-9]{0,3}[hd]$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema21.properties, key0))){
const err1 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err2 = {instancePath:instancePath+"/name",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.activation !== undefined){
let data1 = data.activation;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!(((key1 === "env") || (key1 === "kubeContext")) || (key1 === "command"))){
const err3 = {instancePath:instancePath+"/activation/" + i0,keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data2.env !== undefined){
if(typeof data2.env !== "string"){
const err4 = {instancePath:instancePath+"/activation/" + i0+"/env",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data2.kubeContext !== undefined){
if(typeof data2.kubeContext !== "string"){
const err5 = {instancePath:instancePath+"/activation/" + i0+"/kubeContext",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data2.command !== undefined){
if(typeof data2.command !== "string"){
const err6 = {instancePath:instancePath+"/activation/" + i0+"/command",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/activation/" + i0,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/activation",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.requiresAllActivations !== undefined){
if(typeof data.requiresAllActivations !== "boolean"){
const err9 = {instancePath:instancePath+"/requiresAllActivations",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.patches !== undefined){
let data7 = data.patches;
if(Array.isArray(data7)){
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.op === undefined){
data8.op = "replace";
}
if(data8.path === undefined){
const err10 = {instancePath:instancePath+"/patches/" + i1,keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key2 in data8){
if(!((((key2 === "op") || (key2 === "path")) || (key2 === "from")) || (key2 === "value"))){
const err11 = {instancePath:instancePath+"/patches/" + i1,keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
let data9 = data8.op;
if(typeof data9 !== "string"){
const err12 = {instancePath:instancePath+"/patches/" + i1+"/op",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((((((data9 === "add") || (data9 === "remove")) || (data9 === "replace")) || (data9 === "move")) || (data9 === "copy")) || (data9 === "test"))){
const err13 = {instancePath:instancePath+"/patches/" + i1+"/op",keyword:"enum",params:{allowedValues: schema21.properties.patches.items.properties.op.enum}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data8.path !== undefined){
if(typeof data8.path !== "string"){
const err14 = {instancePath:instancePath+"/patches/" + i1+"/path",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data8.from !== undefined){
if(typeof data8.from !== "string"){
const err15 = {instancePath:instancePath+"/patches/" + i1+"/from",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/patches/" + i1,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/patches",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.build !== undefined){
if(!(validate11(data.build, {instancePath:instancePath+"/build",parentData:data,parentDataProperty:"build",rootData}))){
vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
errors = vErrors.length;
}
}
if(data.manifests !== undefined){
if(!(validate15(data.manifests, {instancePath:instancePath+"/manifests",parentData:data,parentDataProperty:"manifests",rootData}))){
vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
errors = vErrors.length;
}
}
if(data.deploy !== undefined){
if(!(validate17(data.deploy, {instancePath:instancePath+"/deploy",parentData:data,parentDataProperty:"deploy",rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
}
if(data.resourceSelector !== undefined){
let data15 = data.resourceSelector;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key3 in data15){
if(!((key3 === "allow") || (key3 === "deny"))){
const err18 = {instancePath:instancePath+"/resourceSelector",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data15.allow !== undefined){
let data16 = data15.allow;
if(Array.isArray(data16)){
const len2 = data16.length;
for(let i2=0; i2<len2; i2++){
let data17 = data16[i2];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.groupKind === undefined){
const err19 = {instancePath:instancePath+"/resourceSelector/allow/" + i2,keyword:"required",params:{missingProperty: "groupKind"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
for(const key4 in data17){
if(!((((key4 === "groupKind") || (key4 === "image")) || (key4 === "labels")) || (key4 === "podSpec"))){
const err20 = {instancePath:instancePath+"/resourceSelector/allow/" + i2,keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data17.groupKind !== undefined){
if(typeof data17.groupKind !== "string"){
const err21 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/groupKind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data17.image !== undefined){
let data19 = data17.image;
if(Array.isArray(data19)){
const len3 = data19.length;
for(let i3=0; i3<len3; i3++){
if(typeof data19[i3] !== "string"){
const err22 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/image/" + i3,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/image",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data17.labels !== undefined){
let data21 = data17.labels;
if(Array.isArray(data21)){
const len4 = data21.length;
for(let i4=0; i4<len4; i4++){
if(typeof data21[i4] !== "string"){
const err24 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/labels/" + i4,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/labels",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data17.podSpec !== undefined){
let data23 = data17.podSpec;
if(Array.isArray(data23)){
const len5 = data23.length;
for(let i5=0; i5<len5; i5++){
if(typeof data23[i5] !== "string"){
const err26 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/podSpec/" + i5,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/resourceSelector/allow/" + i2+"/podSpec",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/resourceSelector/allow/" + i2,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/resourceSelector/allow",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data15.deny !== undefined){
let data25 = data15.deny;
if(Array.isArray(data25)){
const len6 = data25.length;
for(let i6=0; i6<len6; i6++){
let data26 = data25[i6];
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
if(data26.groupKind === undefined){
const err30 = {instancePath:instancePath+"/resourceSelector/deny/" + i6,keyword:"required",params:{missingProperty: "groupKind"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
for(const key5 in data26){
if(!((((key5 === "groupKind") || (key5 === "image")) || (key5 === "labels")) || (key5 === "podSpec"))){
const err31 = {instancePath:instancePath+"/resourceSelector/deny/" + i6,keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data26.groupKind !== undefined){
if(typeof data26.groupKind !== "string"){
const err32 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/groupKind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data26.image !== undefined){
let data28 = data26.image;
if(Array.isArray(data28)){
const len7 = data28.length;
for(let i7=0; i7<len7; i7++){
if(typeof data28[i7] !== "string"){
const err33 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/image/" + i7,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/image",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data26.labels !== undefined){
let data30 = data26.labels;
if(Array.isArray(data30)){
const len8 = data30.length;
for(let i8=0; i8<len8; i8++){
if(typeof data30[i8] !== "string"){
const err35 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/labels/" + i8,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/labels",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data26.podSpec !== undefined){
let data32 = data26.podSpec;
if(Array.isArray(data32)){
const len9 = data32.length;
for(let i9=0; i9<len9; i9++){
if(typeof data32[i9] !== "string"){
const err37 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/podSpec/" + i9,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/resourceSelector/deny/" + i6+"/podSpec",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/resourceSelector/deny/" + i6,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/resourceSelector/deny",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/resourceSelector",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.registries !== undefined){
let data34 = data.registries;
if(Array.isArray(data34)){
const len10 = data34.length;
for(let i10=0; i10<len10; i10++){
let data35 = data34[i10];
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
if(data35.host === undefined){
const err42 = {instancePath:instancePath+"/registries/" + i10,keyword:"required",params:{missingProperty: "host"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
for(const key6 in data35){
if(!((((((((key6 === "host") || (key6 === "insecure")) || (key6 === "mirrors")) || (key6 === "caFile")) || (key6 === "certFile")) || (key6 === "keyFile")) || (key6 === "realms")) || (key6 === "uploadHosts"))){
const err43 = {instancePath:instancePath+"/registries/" + i10,keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data35.host !== undefined){
let data36 = data35.host;
if(typeof data36 === "string"){
if(!pattern13.test(data36)){
const err44 = {instancePath:instancePath+"/registries/" + i10+"/host",keyword:"pattern",params:{pattern: "^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/registries/" + i10+"/host",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data35.insecure !== undefined){
if(typeof data35.insecure !== "boolean"){
const err46 = {instancePath:instancePath+"/registries/" + i10+"/insecure",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data35.mirrors !== undefined){
let data38 = data35.mirrors;
if(Array.isArray(data38)){
const len11 = data38.length;
for(let i11=0; i11<len11; i11++){
let data39 = data38[i11];
if(typeof data39 === "string"){
if(!pattern14.test(data39)){
const err47 = {instancePath:instancePath+"/registries/" + i10+"/mirrors/" + i11,keyword:"pattern",params:{pattern: "^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/registries/" + i10+"/mirrors/" + i11,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
else {
const err49 = {instancePath:instancePath+"/registries/" + i10+"/mirrors",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data35.caFile !== undefined){
if(typeof data35.caFile !== "string"){
const err50 = {instancePath:instancePath+"/registries/" + i10+"/caFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data35.certFile !== undefined){
if(typeof data35.certFile !== "string"){
const err51 = {instancePath:instancePath+"/registries/" + i10+"/certFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data35.keyFile !== undefined){
if(typeof data35.keyFile !== "string"){
const err52 = {instancePath:instancePath+"/registries/" + i10+"/keyFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data35.realms !== undefined){
let data43 = data35.realms;
if(Array.isArray(data43)){
const len12 = data43.length;
for(let i12=0; i12<len12; i12++){
let data44 = data43[i12];
if(typeof data44 === "string"){
if(!pattern15.test(data44)){
const err53 = {instancePath:instancePath+"/registries/" + i10+"/realms/" + i12,keyword:"pattern",params:{pattern: "^https:\\/\\/[^/?#@]+\\/?$"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/registries/" + i10+"/realms/" + i12,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/registries/" + i10+"/realms",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data35.uploadHosts !== undefined){
let data45 = data35.uploadHosts;
if(Array.isArray(data45)){
const len13 = data45.length;
for(let i13=0; i13<len13; i13++){
let data46 = data45[i13];
if(typeof data46 === "string"){
if(!pattern13.test(data46)){
const err56 = {instancePath:instancePath+"/registries/" + i10+"/uploadHosts/" + i13,keyword:"pattern",params:{pattern: "^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
else {
const err57 = {instancePath:instancePath+"/registries/" + i10+"/uploadHosts/" + i13,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath:instancePath+"/registries/" + i10+"/uploadHosts",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
else {
const err59 = {instancePath:instancePath+"/registries/" + i10,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/registries",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data.registry !== undefined){
let data47 = data.registry;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
if(data47.port === undefined){
data47.port = 5080;
}
for(const key7 in data47){
if(!((key7 === "port") || (key7 === "maxSize"))){
const err61 = {instancePath:instancePath+"/registry",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
let data48 = data47.port;
if(!(((typeof data48 == "number") && (!(data48 % 1) && !isNaN(data48))) && (isFinite(data48)))){
const err62 = {instancePath:instancePath+"/registry/port",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data48 == "number") && (isFinite(data48))){
if(data48 > 65535 || isNaN(data48)){
const err63 = {instancePath:instancePath+"/registry/port",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(data48 < 1 || isNaN(data48)){
const err64 = {instancePath:instancePath+"/registry/port",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data47.maxSize !== undefined){
let data49 = data47.maxSize;
if(typeof data49 === "string"){
if(!pattern17.test(data49)){
const err65 = {instancePath:instancePath+"/registry/maxSize",keyword:"pattern",params:{pattern: "^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
else {
const err66 = {instancePath:instancePath+"/registry/maxSize",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/registry",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data.lock !== undefined){
let data50 = data.lock;
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
for(const key8 in data50){
if(!(key8 === "refresh")){
const err68 = {instancePath:instancePath+"/lock",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data50.refresh !== undefined){
let data51 = data50.refresh;
if(typeof data51 === "string"){
if(!pattern18.test(data51)){
const err69 = {instancePath:instancePath+"/lock/refresh",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[hd]$"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/lock/refresh",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/lock",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
}
else {
const err72 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}


function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.build === undefined){
data.build = {};
}
if(data.manifests === undefined){
data.manifests = {};
}
if(data.deploy === undefined){
data.deploy = {};
}
if(data.apiVersion === undefined){
const err0 = {instancePath,keyword:"required",params:{missingProperty: "apiVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema11.properties, key0))){
const err2 = {instancePath,keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/apiVersion",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if("orchestrator/v1" !== data0){
const err4 = {instancePath:instancePath+"/apiVersion",keyword:"const",params:{allowedValue: "orchestrator/v1"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
let data1 = data.kind;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/kind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("Config" !== data1){
const err6 = {instancePath:instancePath+"/kind",keyword:"const",params:{allowedValue: "Config"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "labels")) || (key1 === "annotations"))){
const err7 = {instancePath:instancePath+"/metadata",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data2.name !== undefined){
if(typeof data2.name !== "string"){
const err8 = {instancePath:instancePath+"/metadata/name",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.labels !== undefined){
let data4 = data2.labels;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key2 in data4){
const _errs13 = errors;
if(typeof key2 !== "string"){
const err9 = {instancePath:instancePath+"/metadata/labels",keyword:"type",params:{type: "string"},propertyName:key2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var valid2 = _errs13 === errors;
if(!valid2){
const err10 = {instancePath:instancePath+"/metadata/labels",keyword:"propertyNames",params:{propertyName: key2}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
for(const key3 in data4){
if(typeof data4[key3] !== "string"){
const err11 = {instancePath:instancePath+"/metadata/labels/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/labels",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.annotations !== undefined){
let data6 = data2.annotations;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key4 in data6){
const _errs20 = errors;
if(typeof key4 !== "string"){
const err13 = {instancePath:instancePath+"/metadata/annotations",keyword:"type",params:{type: "string"},propertyName:key4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var valid4 = _errs20 === errors;
if(!valid4){
const err14 = {instancePath:instancePath+"/metadata/annotations",keyword:"propertyNames",params:{propertyName: key4}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
for(const key5 in data6){
if(typeof data6[key5] !== "string"){
const err15 = {instancePath:instancePath+"/metadata/annotations/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/annotations",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/metadata",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(!(validate11(data.build, {instancePath:instancePath+"/build",parentData:data,parentDataProperty:"build",rootData}))){
vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
errors = vErrors.length;
}
if(!(validate15(data.manifests, {instancePath:instancePath+"/manifests",parentData:data,parentDataProperty:"manifests",rootData}))){
vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
errors = vErrors.length;
}
if(!(validate17(data.deploy, {instancePath:instancePath+"/deploy",parentData:data,parentDataProperty:"deploy",rootData}))){
vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
errors = vErrors.length;
}
if(data.resourceSelector !== undefined){
let data11 = data.resourceSelector;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key6 in data11){
if(!((key6 === "allow") || (key6 === "deny"))){
const err18 = {instancePath:instancePath+"/resourceSelector",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data11.allow !== undefined){
let data12 = data11.allow;
if(Array.isArray(data12)){
const len0 = data12.length;
for(let i0=0; i0<len0; i0++){
let data13 = data12[i0];
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(data13.groupKind === undefined){
const err19 = {instancePath:instancePath+"/resourceSelector/allow/" + i0,keyword:"required",params:{missingProperty: "groupKind"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
for(const key7 in data13){
if(!((((key7 === "groupKind") || (key7 === "image")) || (key7 === "labels")) || (key7 === "podSpec"))){
const err20 = {instancePath:instancePath+"/resourceSelector/allow/" + i0,keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data13.groupKind !== undefined){
if(typeof data13.groupKind !== "string"){
const err21 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/groupKind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data13.image !== undefined){
let data15 = data13.image;
if(Array.isArray(data15)){
const len1 = data15.length;
for(let i1=0; i1<len1; i1++){
if(typeof data15[i1] !== "string"){
const err22 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/image/" + i1,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/image",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data13.labels !== undefined){
let data17 = data13.labels;
if(Array.isArray(data17)){
const len2 = data17.length;
for(let i2=0; i2<len2; i2++){
if(typeof data17[i2] !== "string"){
const err24 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/labels/" + i2,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/labels",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data13.podSpec !== undefined){
let data19 = data13.podSpec;
if(Array.isArray(data19)){
const len3 = data19.length;
for(let i3=0; i3<len3; i3++){
if(typeof data19[i3] !== "string"){
const err26 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/podSpec/" + i3,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/resourceSelector/allow/" + i0+"/podSpec",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/resourceSelector/allow/" + i0,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/resourceSelector/allow",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data11.deny !== undefined){
let data21 = data11.deny;
if(Array.isArray(data21)){
const len4 = data21.length;
for(let i4=0; i4<len4; i4++){
let data22 = data21[i4];
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.groupKind === undefined){
const err30 = {instancePath:instancePath+"/resourceSelector/deny/" + i4,keyword:"required",params:{missingProperty: "groupKind"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
for(const key8 in data22){
if(!((((key8 === "groupKind") || (key8 === "image")) || (key8 === "labels")) || (key8 === "podSpec"))){
const err31 = {instancePath:instancePath+"/resourceSelector/deny/" + i4,keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data22.groupKind !== undefined){
if(typeof data22.groupKind !== "string"){
const err32 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/groupKind",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data22.image !== undefined){
let data24 = data22.image;
if(Array.isArray(data24)){
const len5 = data24.length;
for(let i5=0; i5<len5; i5++){
if(typeof data24[i5] !== "string"){
const err33 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/image/" + i5,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/image",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data22.labels !== undefined){
let data26 = data22.labels;
if(Array.isArray(data26)){
const len6 = data26.length;
for(let i6=0; i6<len6; i6++){
if(typeof data26[i6] !== "string"){
const err35 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/labels/" + i6,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/labels",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data22.podSpec !== undefined){
let data28 = data22.podSpec;
if(Array.isArray(data28)){
const len7 = data28.length;
for(let i7=0; i7<len7; i7++){
if(typeof data28[i7] !== "string"){
const err37 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/podSpec/" + i7,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/resourceSelector/deny/" + i4+"/podSpec",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/resourceSelector/deny/" + i4,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/resourceSelector/deny",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/resourceSelector",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.registries !== undefined){
let data30 = data.registries;
if(Array.isArray(data30)){
const len8 = data30.length;
for(let i8=0; i8<len8; i8++){
let data31 = data30[i8];
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.host === undefined){
const err42 = {instancePath:instancePath+"/registries/" + i8,keyword:"required",params:{missingProperty: "host"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
for(const key9 in data31){
if(!((((((((key9 === "host") || (key9 === "insecure")) || (key9 === "mirrors")) || (key9 === "caFile")) || (key9 === "certFile")) || (key9 === "keyFile")) || (key9 === "realms")) || (key9 === "uploadHosts"))){
const err43 = {instancePath:instancePath+"/registries/" + i8,keyword:"additionalProperties",params:{additionalProperty: key9}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data31.host !== undefined){
let data32 = data31.host;
if(typeof data32 === "string"){
if(!pattern13.test(data32)){
const err44 = {instancePath:instancePath+"/registries/" + i8+"/host",keyword:"pattern",params:{pattern: "^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/registries/" + i8+"/host",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data31.insecure !== undefined){
if(typeof data31.insecure !== "boolean"){
const err46 = {instancePath:instancePath+"/registries/" + i8+"/insecure",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data31.mirrors !== undefined){
let data34 = data31.mirrors;
if(Array.isArray(data34)){
const len9 = data34.length;
for(let i9=0; i9<len9; i9++){
let data35 = data34[i9];
if(typeof data35 === "string"){
if(!pattern14.test(data35)){
const err47 = {instancePath:instancePath+"/registries/" + i8+"/mirrors/" + i9,keyword:"pattern",params:{pattern: "^[^/:]+(?::\\d{1,5})?(?:\\/[^/]+)*$"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/registries/" + i8+"/mirrors/" + i9,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
else {
const err49 = {instancePath:instancePath+"/registries/" + i8+"/mirrors",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data31.caFile !== undefined){
if(typeof data31.caFile !== "string"){
const err50 = {instancePath:instancePath+"/registries/" + i8+"/caFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data31.certFile !== undefined){
if(typeof data31.certFile !== "string"){
const err51 = {instancePath:instancePath+"/registries/" + i8+"/certFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data31.keyFile !== undefined){
if(typeof data31.keyFile !== "string"){
const err52 = {instancePath:instancePath+"/registries/" + i8+"/keyFile",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data31.realms !== undefined){
let data39 = data31.realms;
if(Array.isArray(data39)){
const len10 = data39.length;
for(let i10=0; i10<len10; i10++){
let data40 = data39[i10];
if(typeof data40 === "string"){
if(!pattern15.test(data40)){
const err53 = {instancePath:instancePath+"/registries/" + i8+"/realms/" + i10,keyword:"pattern",params:{pattern: "^https:\\/\\/[^/?#@]+\\/?$"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/registries/" + i8+"/realms/" + i10,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/registries/" + i8+"/realms",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data31.uploadHosts !== undefined){
let data41 = data31.uploadHosts;
if(Array.isArray(data41)){
const len11 = data41.length;
for(let i11=0; i11<len11; i11++){
let data42 = data41[i11];
if(typeof data42 === "string"){
if(!pattern13.test(data42)){
const err56 = {instancePath:instancePath+"/registries/" + i8+"/uploadHosts/" + i11,keyword:"pattern",params:{pattern: "^(?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?$"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
else {
const err57 = {instancePath:instancePath+"/registries/" + i8+"/uploadHosts/" + i11,keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath:instancePath+"/registries/" + i8+"/uploadHosts",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
else {
const err59 = {instancePath:instancePath+"/registries/" + i8,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/registries",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data.registry !== undefined){
let data43 = data.registry;
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
if(data43.port === undefined){
data43.port = 5080;
}
for(const key10 in data43){
if(!((key10 === "port") || (key10 === "maxSize"))){
const err61 = {instancePath:instancePath+"/registry",keyword:"additionalProperties",params:{additionalProperty: key10}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
let data44 = data43.port;
if(!(((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44))) && (isFinite(data44)))){
const err62 = {instancePath:instancePath+"/registry/port",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data44 == "number") && (isFinite(data44))){
if(data44 > 65535 || isNaN(data44)){
const err63 = {instancePath:instancePath+"/registry/port",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(data44 < 1 || isNaN(data44)){
const err64 = {instancePath:instancePath+"/registry/port",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data43.maxSize !== undefined){
let data45 = data43.maxSize;
if(typeof data45 === "string"){
if(!pattern17.test(data45)){
const err65 = {instancePath:instancePath+"/registry/maxSize",keyword:"pattern",params:{pattern: "^[1-9][0-9]*(\\.[0-9]+)?\\s?([KMGT]i?)?B?$"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
else {
const err66 = {instancePath:instancePath+"/registry/maxSize",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/registry",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data.lock !== undefined){
let data46 = data.lock;
if(data46 && typeof data46 == "object" && !Array.isArray(data46)){
for(const key11 in data46){
if(!(key11 === "refresh")){
const err68 = {instancePath:instancePath+"/lock",keyword:"additionalProperties",params:{additionalProperty: key11}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data46.refresh !== undefined){
let data47 = data46.refresh;
if(typeof data47 === "string"){
if(!pattern18.test(data47)){
const err69 = {instancePath:instancePath+"/lock/refresh",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}[hd]$"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/lock/refresh",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/lock",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.profiles !== undefined){
let data48 = data.profiles;
if(Array.isArray(data48)){
const len12 = data48.length;
for(let i12=0; i12<len12; i12++){
if(!(validate21(data48[i12], {instancePath:instancePath+"/profiles/" + i12,parentData:data48,parentDataProperty:i12,rootData}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err72 = {instancePath:instancePath+"/profiles",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
else {
const err73 = {instancePath,keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}

