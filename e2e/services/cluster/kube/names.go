package main

import (
	"context"
	"flag"
	"log"
	"net"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	core "k8s.io/client-go/listers/core/v1"
	discovery "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/clientcmd"
)

// names answers for Services of cluster.local with A records; everything else does not exist. It stands in for CoreDNS,
// which cannot be built into the same module.
type names struct {
	services core.ServiceLister
	slices   discovery.EndpointSliceLister
}

const zone = ".svc.cluster.local."

func serveNames(args []string) {
	flags := flag.NewFlagSet("dns", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "how to reach the API server")
	listen := flags.String("listen", "127.0.0.1:53", "UDP address")
	_ = flags.Parse(args)

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	factory := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 10*time.Hour)
	known := names{factory.Core().V1().Services().Lister(), factory.Discovery().V1().EndpointSlices().Lister()}
	forever := context.Background().Done()
	factory.Start(forever)
	factory.WaitForCacheSync(forever)

	socket, err := net.ListenPacket("udp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	packet := make([]byte, 4096)
	for {
		length, from, err := socket.ReadFrom(packet)
		if err != nil {
			log.Fatal(err)
		}
		if answer := known.answer(packet[:length]); answer != nil {
			_, _ = socket.WriteTo(answer, from)
		}
	}
}

// answer is nil for what is no question.
func (known names) answer(packet []byte) []byte {
	var asked dnsmessage.Message
	if asked.Unpack(packet) != nil || len(asked.Questions) != 1 {
		return nil
	}
	question := asked.Questions[0]
	addresses, exists := known.find(strings.ToLower(question.Name.String()))
	reply := dnsmessage.Message{Questions: asked.Questions, Header: dnsmessage.Header{
		ID: asked.ID, Response: true, Authoritative: true,
		RecursionDesired: asked.RecursionDesired, RecursionAvailable: true,
	}}
	if !exists {
		reply.RCode = dnsmessage.RCodeNameError
	}
	for _, address := range addresses {
		if question.Type != dnsmessage.TypeA && question.Type != dnsmessage.TypeALL {
			break
		}
		header := dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 1}
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: [4]byte(address)}})
	}
	packed, _ := reply.Pack()
	return packed
}

// find takes SERVICE.NAMESPACE.svc.cluster.local. and HOST.SERVICE.NAMESPACE.svc.cluster.local.
func (known names) find(name string) (addresses []net.IP, exists bool) {
	before, isOurs := strings.CutSuffix(name, zone)
	labelsOf := strings.Split(before, ".")
	if !isOurs || len(labelsOf) < 2 || len(labelsOf) > 3 {
		return nil, false
	}
	host := ""
	if len(labelsOf) == 3 {
		host, labelsOf = labelsOf[0], labelsOf[1:]
	}
	service, err := known.services.Services(labelsOf[1]).Get(labelsOf[0])
	if err != nil {
		return nil, false
	}
	if address := net.ParseIP(service.Spec.ClusterIP).To4(); address != nil && host == "" {
		return []net.IP{address}, true
	}
	selector := labels.Set{"kubernetes.io/service-name": service.Name}.AsSelector()
	slices, _ := known.slices.EndpointSlices(service.Namespace).List(selector)
	for _, slice := range slices {
		for _, endpoint := range slice.Endpoints {
			isReady := endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready
			isHost := host == "" || endpoint.Hostname != nil && *endpoint.Hostname == host
			if !isReady || !isHost {
				continue
			}
			for _, text := range endpoint.Addresses {
				if address := net.ParseIP(text).To4(); address != nil {
					addresses = append(addresses, address)
				}
			}
		}
	}
	return addresses, host == "" || len(addresses) > 0
}
